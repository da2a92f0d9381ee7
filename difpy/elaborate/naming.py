"""Names for the program's variables, once their types are known: one name, one type."""

from __future__ import annotations

from difpy.elaborate.names import RESERVED, fresh
from difpy.elaborate.shapes import Shape, key, leaf_suffixes, leaf_types
from difpy.elaborate.world import Definition, Instance


def assign_names(instance: Instance, round_: int) -> None:
    """Give every variable of the function its name: the user's own, `x_2` for a second type of `x`."""
    user_names = set(instance.code.locals) | set(instance.captured_names)
    instance.taken = set(RESERVED)
    given: dict[tuple[str, object], tuple[str, ...]] = {}
    instance.parameter_names = ()
    for name, shape in instance.parameters:
        names = _names(instance, name, shape, user_names)
        given[name, key(shape)] = names
        instance.parameter_names += names
    live = [d for d in instance.definitions.values() if d.round == round_]
    roots = sorted({d.root.order: d.root for d in live}.values(), key=lambda d: d.order)
    for root in roots:
        root.names = _root_names(instance, root, given, user_names)
    for counter in {d.counter.root: None for d in live if d.counter is not None}:
        counter.names = (_claim(instance, counter.name, user_names),)
    for name in instance.flagged:
        instance.flagged[name] = _claim(instance, f"{name}_bound", user_names)
    for capture_key, capture in instance.captures.items():
        instance.capture_names[capture_key] = _claim(instance, capture.name, user_names)
    instance.taken |= user_names


def _root_names(
    instance: Instance,
    root: Definition,
    given: dict[tuple[str, object], tuple[str, ...]],
    user_names: set[str],
) -> tuple[str, ...]:
    if root.shape is None:
        return ()
    name = root.name, key(root.shape)
    if name not in given:
        given[name] = _names(instance, root.name, root.shape, user_names)
    return given[name]


def _names(instance: Instance, name: str, shape: Shape, user_names: set[str]) -> tuple[str, ...]:
    """The names of a variable's leaves: all with the same stem, all free."""
    suffixes = list(leaf_suffixes(shape))
    if not leaf_types(shape):
        return ()
    others = instance.taken | (user_names - {name})
    number = 1
    while True:
        stem = name if number == 1 else f"{name}_{number}"
        names = tuple(f"{stem}{suffix}" for suffix in suffixes)
        if len(set(names)) == len(names) and not any(n in others or n in RESERVED for n in names):
            instance.taken.update(names)
            return names
        number += 1


def _claim(instance: Instance, name: str, user_names: set[str]) -> str:
    unused = fresh(name, instance.taken | user_names)
    instance.taken.add(unused)
    return unused
