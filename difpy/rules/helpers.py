"""Derivatives of what generated programs call: they are programs of the language, and differentiated again.

`power_base(x, y, power)` and `power_exponent(x, power)` are the partial derivatives of power = x ** y. The
first is a function of x and y alone, since it computes from `power` what it could from them.
"""

from __future__ import annotations

from difpy.rules.rows import row
from difpy.rules.rule import Rule, elementwise_rule
from difpy.rules.tangents import LINEAR

FUNCTIONS: dict[str, Rule] = {
    "difpy.power_base": elementwise_rule(
        "difpy.unless_zero(y, y * difpy.power_base(x, y - 1.0, x ** (y - 1.0))) * seed",
        "(x ** (y - 1.0) + y * difpy.power_exponent(x, x ** (y - 1.0))) * seed",
        "0.0 * seed",
    ),
    "difpy.power_exponent": elementwise_rule(
        "difpy.ratio(y, x) * seed", "difpy.power_exponent(x, 1.0) * seed"
    ),
    "difpy.ratio": elementwise_rule(
        "difpy.ratio(1.0, y) * seed", "-difpy.ratio(difpy.ratio(x, y), y) * seed", singular=True
    ),
    "difpy.unless_hidden": elementwise_rule("0.0 * seed", "0.0 * seed", "difpy.unless_hidden(x, y, seed)"),
    "difpy.unless_zero": elementwise_rule("0.0 * seed", "difpy.unless_hidden(x, y, seed)"),
}

_OTHERS = "difpy.products_of_others_tangent({}, values{})"

ROWS = (
    row("difpy.copy_list(values)", {"values": "seed"}, tangent=LINEAR),
    row("difpy.half_lower(a)", {"a": "difpy.half_lower(seed)"}, tangent=LINEAR),
    row("difpy.symmetric_of_lower(a)", {"a": "difpy.on_lower_triangle(seed)"}, tangent=LINEAR),
    row(
        "difpy.products_of_others(values)",
        {"values": _OTHERS.format("seed", "")},
        tangent={"values": _OTHERS.format("dot", "")},
    ),
    row(
        "difpy.products_of_others(values, axis)",
        {"values": _OTHERS.format("seed", ", axis")},
        tangent={"values": _OTHERS.format("dot", ", axis")},
    ),
    row("difpy.filled_like(array, value)", {"array": None, "value": "seed"}, broadcasts=True, tangent=LINEAR),
)
