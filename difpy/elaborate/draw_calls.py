"""Calls of `np.random`: its distributions, and what draws integers or the order of an array.

Before:                                    After:
    np.random.shuffle(x)                       draw = np.random.permutation(len(x))
                                               x[:] = x[draw]

The positions are drawn, and the array is indexed with them: a gather, which has a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.draws import FAMILIES, Draw, bound_arguments, family_draw, size_of
from difpy.elaborate.frame import Frame
from difpy.elaborate.shapes import NOTHING, Leaf, Nothing, TupleOf
from difpy.elaborate.structures import as_argument
from difpy.elaborate.subscripts import array_subscript
from difpy.elaborate.values import Value, data
from difpy.program import Assign, Call, Constant, Effect, Expression, Name, Slice, Store


def draw_call(
    frame: Frame, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    """A call of a function of `np.random`."""
    if frame.guards:
        raise frame.refuse(node, "this draws only on some paths through the expression", "Use `if`.")
    last = name.removeprefix("np.random.")
    draw = Draw(frame, node)
    if last in FAMILIES:
        return family_draw(draw, last, arguments, keywords)
    return HANDLERS[last](draw, arguments, keywords)


def _lengths(plain: str) -> Callable[[Draw, Sequence[Value], Mapping[str, Value]], Value]:
    """`np.random.rand(n, m)` has a length an argument."""

    def drawn(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
        bound_arguments(draw, "rand", ("d0", "d1", "d2", "d3")[: len(arguments)], arguments, keywords)
        if not arguments:
            return draw.emit(plain, (), None, types.float64)
        at = draw.frame.position(draw.node)
        sizes = tuple(as_argument(a, at) for a in arguments)
        if not all(kinds.is_integer(e.type) for e in sizes):
            raise draw.frame.refuse(draw.node, "a length is no integer", "Give integers.")
        value = Value(TupleOf(tuple(Leaf(e.type) for e in sizes)), sizes) if len(sizes) > 1 else arguments[0]
        return draw.emit(plain, (), as_argument(value, at), types.float64)

    return drawn


def _integer(draw: Draw, value: Value) -> Expression:
    if not (isinstance(value.shape, Leaf) and kinds.is_integer(value.type)):
        raise draw.frame.refuse(draw.node, "a bound of integers is none itself", "Give integers: `int(x)`.")
    return value.expression


def _randint(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    given = bound_arguments(draw, "randint", ("low", "high", "size"), arguments, keywords)
    size = size_of(draw, given.get("size"))
    bounds = [_integer(draw, given[k]) for k in ("low", "high") if not _is_missing(given.get(k))]
    if not bounds:
        raise draw.frame.refuse(draw.node, "`np.random.randint` gets no bound", "Give one.")
    if size is not None and len(bounds) == 1:
        bounds.insert(0, Constant(0, type=types.int64, at=draw.frame.at))
    return draw.emit("randint", bounds, size, types.int64)


def _is_missing(value: Value | None) -> bool:
    return value is None or isinstance(value.shape, Nothing)


def _population(draw: Draw, value: Value) -> tuple[Expression, Expression | None]:
    """How many there are to draw from, and the array that they are in."""
    if isinstance(value.shape, Leaf) and kinds.is_integer(value.type):
        return value.expression, None
    if isinstance(value.shape, Leaf) and kinds.is_array(value.type):
        array = value.expression
        at = draw.frame.position(draw.node)
        array = array if isinstance(array, Name) else draw.frame.temporary("population", array)
        return Call("len", (array,), type=types.int64, at=at), array
    raise draw.frame.refuse(draw.node, "what is drawn from is no array", "Make it one: `np.array(xs)`.")


def _choice(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    given = bound_arguments(draw, "choice", ("a", "size", "replace", "p"), arguments, keywords)
    if not _is_missing(given.get("p")):
        words = "Numba draws without probabilities"
        instead = "Write `np.searchsorted(np.cumsum(p), np.random.random())`."
        raise draw.frame.refuse(draw.node, words, instead)
    count, array = _population(draw, given["a"])
    if array is not None and kinds.rank(array.type) != 1:
        raise draw.frame.refuse(
            draw.node, "the array is not one-dimensional", "Choose an index, and take it."
        )
    size = size_of(draw, given.get("size"))
    replace = given.get("replace")
    if not (size is None or replace is None or replace.known is True):
        instead = "Write `x[np.random.permutation(len(x))[:k]]`."
        raise draw.frame.refuse(draw.node, "this draws without putting back", instead)
    zero = Constant(0, type=types.int64, at=draw.frame.at)
    index = draw.emit("randint", (zero, count), size, types.int64)
    return index if array is None else data(array_subscript(draw.frame, array, [index], draw.node))


def _permutation(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    given = bound_arguments(draw, "permutation", ("x",), arguments, keywords)
    count, array = _population(draw, given["x"])
    order = draw.emit("permutation", (), count, types.int64)
    return order if array is None else data(array_subscript(draw.frame, array, [order], draw.node))


def _shuffle(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    """`x[:] = x[draw]`."""
    given = bound_arguments(draw, "shuffle", ("x",), arguments, keywords)
    count, array = _population(draw, given["x"])
    if not isinstance(array, Name):
        raise draw.frame.refuse(draw.node, "what is shuffled is no array", "Shuffle an array.", never=True)
    order = draw.emit("permutation", (), count, types.int64)
    taken = array_subscript(draw.frame, array, [order], draw.node)
    everything = Slice(None, None, None, type=types.slice2_type, at=draw.frame.at)
    draw.frame.emit(Store(array.id, (everything,), taken, at=draw.frame.at))
    return Value(NOTHING)


def _seed(draw: Draw, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    given = bound_arguments(draw, "seed", ("seed",), arguments, keywords)
    if "seed" not in given or _is_missing(given["seed"]):
        raise draw.frame.refuse(draw.node, "the seed is missing", "Give an integer.")
    seed = _integer(draw, given["seed"])
    draw.frame.emit(Effect(None, "", "np.random.seed", (seed,), at=draw.frame.at))
    return Value(NOTHING)


HANDLERS: dict[str, Callable[[Draw, Sequence[Value], Mapping[str, Value]], Value]] = {
    "choice": _choice,
    "permutation": _permutation,
    "rand": _lengths("random"),
    "randint": _randint,
    "randn": _lengths("standard_normal"),
    "seed": _seed,
    "shuffle": _shuffle,
}


def bind_draw(frame: Frame, target: str) -> None:
    """`draw = np.random.random(); x = draw` is `x = np.random.random()`."""
    match frame.output[-2:]:
        case [Effect(target=str(drawn), object="") as effect, Assign(value=Name(id=held)) as copy] if (
            drawn == held and copy.target == target
        ):
            if frame.variables[drawn] == frame.variables[target]:
                del frame.variables[drawn]
                frame.output[-2:] = [Effect(target, "", effect.method, effect.arguments, at=effect.at)]
