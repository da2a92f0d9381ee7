"""`explain`: the whole text for small functions, and what holds for every program."""

import math

import numpy as np
import pytest

import difpy
from difpy import pipeline
from difpy.program import Save, Store, statements
from difpy.transforms import display
from tests import corpus

CASES, _ = corpus.load()


def settle(x, v, steps):
    for _ in range(steps):
        x, v = x + 0.1 * v, v - 0.1 * math.sin(x)
        if x > 0.0:
            continue
        v *= 0.9
    return x


def root(x, tolerance):
    y = x
    while y > tolerance:
        if y > 1.0:  # noqa: SIM108  a branch is what the example shows
            y = math.sqrt(y)
        else:
            y = y * y * 0.9
    return y


def sweep(a, n):
    u = a.copy()
    for _ in range(n):
        for i in range(1, len(u) - 1):
            u[i] = u[i] * u[i - 1]
    return np.sum(u**2)


def weighted(a):
    return (2.0 - a) * a


def helper(x, k):
    t = x
    for i in range(k):
        t = weighted(t) * t
        for _ in range(i):
            t *= t
    return t


def power(x, n):
    if n == 0:
        return x
    return power(x * math.sin(x), n - 1) * x


def loss(w, data, target):
    error = data @ w - target
    scale = target.sum()
    w_seen = w * scale  # noqa: F841  not useful is what the example shows
    return np.mean(error**2)


EXAMPLES = {
    settle: ((1.0, 0.5, 20), (0, 1)),
    root: ((5.0, 0.2), 0),
    sweep: ((np.ones(5), 3), 0),
    helper: ((1.0, 3), 0),
    power: ((1.0, 3), 0),
    loss: ((np.ones(2), np.ones((5, 2)), np.ones(5)), 0),
}
TEXTS = {
    settle: """
settle, with respect to x, v

function settle
   17 | def settle(x, v, steps):             | active: x, v
      |                                      | not active: steps (int64): its type has no derivative
   18 | for _ in range(steps):               | not active: _ (int64): its type has no derivative
      |                                      | records x: 8 bytes an iteration of line 18, in the
      |                                      |   array x_stack of max(steps, 0); for line 19
   19 | x, v = x + 0.1 * v, v - 0.1 * mat... | active: x_old, x, v
      |                                      | overwritten and not read, so not recorded: v
      |                                      | reverse sweep reads x_old: computed again
   20 | if x > 0.0:                          | records took_then: 1 byte an iteration of line 18, in
      |                                      |   the array took_then_stack of max(steps, 0); for
      |                                      |   line 20
      |                                      | reverse sweep reads took_then: recorded
   22 | v *= 0.9                             | active: v
      |                                      | reverse sweep reads no value (linear)
   23 | return x                             | reverse sweep reads no value (linear)

stacks
   18 | for _ in range(steps):               | 9 bytes an iteration: x, took_then
""",
    root: """
root, with respect to x

function root
   26 | def root(x, tolerance):              | active: x
      |                                      | not active: tolerance (float64): it does not depend
      |                                      |   on what is differentiated
   27 | y = x                                | active: y
   28 | while y > tolerance:                 | records trips: 8 bytes, in the variable trips; for
      |                                      |   line 28
      |                                      | records y: 8 bytes an iteration of line 28, in the
      |                                      |   list y_stack, which grows; for lines 29, 30, 32
   29 | if y > 1.0:                          | reverse sweep reads y: recorded
   30 | y = math.sqrt(y)                     | active: y
      |                                      | reverse sweep reads y: recorded
   32 | y = y * y * 0.9                      | active: y
      |                                      | reverse sweep reads y: recorded

stacks
   28 | while y > tolerance:                 | 8 bytes an iteration: y
""",
    sweep: """
sweep, with respect to a

function sweep
   36 | def sweep(a, n):                     | active: a
      |                                      | not active: n (int64): its type has no derivative
   37 | u = a.copy()                         | active: u
      |                                      | reverse sweep reads no value (linear)
   38 | for _ in range(n):                   | not active: _ (int64): its type has no derivative
   39 | for i in range(1, len(u) - 1):       | not active: i (int64): its type has no derivative
   40 | u[i] = u[i] * u[i - 1]               | active: u
      |                                      | records u[i]: 8 bytes an iteration of line 39, in the
      |                                      |   array u_stack of max(n, 0) by len(range(1, len(u) -
      |                                      |   1)); for line 40
      |                                      | reverse sweep reads u: not overwritten or recorded
   41 | return np.sum(u**2)                  | reverse sweep reads sum_operand, u: not overwritten

stacks
   39 | for i in range(1, len(u) - 1):       | 8 bytes an iteration: u[i]
""",
    helper: """
helper, with respect to x

function helper
   48 | def helper(x, k):                    | active: x
      |                                      | not active: k (int64): its type has no derivative
   49 | t = x                                | active: t
   50 | for i in range(k):                   | not active: i (int64): its type has no derivative
      |                                      | records t: 8 bytes an iteration of line 50, in the
      |                                      |   array t_stack of max(k, 0); for line 51
   51 | t = weighted(t) * t                  | active: weighted_value, t
      |                                      | calls weighted: its adjoint runs it again and records
      |                                      |   nothing
      |                                      | records weighted_value: 8 bytes an iteration of line
      |                                      |   50, in the array weighted_value_stack of max(k, 0);
      |                                      |   for line 51
      |                                      | reverse sweep reads t, weighted_value: recorded
   52 | for _ in range(i):                   | not active: _ (int64): its type has no derivative
      |                                      | records t: 8 bytes an iteration of line 52, in the
      |                                      |   array t_stack_2, its size counted by a loop in
      |                                      |   front; for line 53
   53 | t *= t                               | active: t
      |                                      | reverse sweep reads t: recorded

function weighted
   44 | def weighted(a):                     | active: a
   45 | return (2.0 - a) * a                 | reverse sweep reads a: not overwritten

stacks
   50 | for i in range(k):                   | 16 bytes an iteration: t, weighted_value
   52 | for _ in range(i):                   | 8 bytes an iteration: t
""",
    power: """
power, with respect to x

function power
   57 | def power(x, n):                     | active: x
      |                                      | not active: n (int64): its type has no derivative
      |                                      | records sin_value: 8 bytes a call, in the list
      |                                      |   sin_value_stack, which grows; for line 60
      |                                      | records power_value: 8 bytes a call, in the list
      |                                      |   power_value_stack, which grows; for line 60
   58 | if n == 0:                           | reverse sweep reads n: not overwritten
   59 | return x                             | active: result
      |                                      | reverse sweep reads no value (linear)
   60 | return power(x * math.sin(x), n -... | active: power_value, result
      |                                      | calls power: a forward sweep that records, and a
      |                                      |   reverse sweep
      |                                      | reverse sweep reads power_value, sin_value: not
      |                                      |   overwritten or recorded
      |                                      | reverse sweep reads argument: computed again or not
      |                                      |   overwritten
      |                                      | reverse sweep reads n, x: not overwritten

stacks
      | a call of power                      | 16 bytes a call: sin_value, power_value
""",
    loss: """
loss, with respect to w

function loss
   63 | def loss(w, data, target):           | active: w
      |                                      | not active: data (array(float64, 2d, C)): it does not
      |                                      |   depend on what is differentiated
      |                                      | not active: target (array(float64, 1d, C)): it does
      |                                      |   not depend on what is differentiated
   64 | error = data @ w - target            | active: error
      |                                      | reverse sweep reads matmul_value, data: not
      |                                      |   overwritten
   65 | scale = target.sum()                 | not active: scale (float64): it does not depend on
      |                                      |   what is differentiated
   66 | w_seen = w * scale                   | not active: w_seen (array(float64, 1d, C)): it does
      |                                      |   not reach the result
   67 | return np.mean(error**2)             | reverse sweep reads mean_operand, error: not
      |                                      |   overwritten

stacks
none
""",
}


@pytest.mark.parametrize("function", EXAMPLES)
def test_text(function):
    args, argnums = EXAMPLES[function]
    explained = difpy.explain(function, *args, argnums=argnums)
    assert str(explained) == TEXTS[function].strip("\n")


def test_fields_by_line():
    explained = difpy.explain(helper, 1.0, 3)
    first = helper.__code__.co_firstlineno
    (line,) = explained.line(first + 3)
    assert [(v.name, v.is_active) for v in line.variables] == [("weighted_value", True), ("t", True)]
    assert line.file == __file__
    assert line.calls == (difpy.explanation.Called("weighted", "recomputed"),)
    (record,) = line.records
    assert (record.name, record.bytes) == ("weighted_value", 8)
    assert (record.storage, record.size) == ("array", "max(k, 0)")
    assert (record.loops, record.needed_by) == ((first + 2,), (first + 3,))
    assert [(loop.number, loop.bytes) for loop in explained.loops] == [(first + 2, 16), (first + 4, 8)]
    assert explained == difpy.explain(helper, 2.0, 5)


def test_a_helper_with_dear_parts_is_inlined():
    def waved(a):
        return math.sin(a) * a

    def f(x):
        for _ in range(3):
            x = waved(x) + x
        return x

    explained = difpy.explain(f, 1.0)
    (line,) = explained.line(f.__code__.co_firstlineno + 2)
    assert line.calls == (difpy.explanation.Called("waved", "inlined"),)
    assert "calls waved: inlined, so that its dear parts are" in str(explained)


def test_float32_takes_half():
    def single(x):
        for _ in range(4):
            x = x * x
        return x

    (record,) = difpy.explain(single, np.float32(2.0)).records
    assert (record.type, record.bytes) == ("float32", 4)


def test_same_errors_as_source():
    def generator(x):
        yield x

    with pytest.raises(difpy.DifferentiationError) as of_source:
        difpy.source(generator, 1.0)
    with pytest.raises(difpy.DifferentiationError) as of_explain:
        difpy.explain(generator, 1.0)
    assert str(of_explain.value) == str(of_source.value)


def test_switched_off_activity():
    with pipeline.switched_off("activity", "recorded", "simplify"):
        explained = difpy.explain(settle, 1.0, 0.5, 20)
    assert all(v.is_active for line in explained.lines for v in line.variables if v.type == "float64")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES[::4]])
def test_every_site_is_explained_once(case):
    """Each stack of the final program, with the user's line; the text fits on the page."""
    try:
        difpy.source(case.function, *case.args, argnums=case.argnums)
    except difpy.DifferentiationError:
        return  # a result that only vjp takes
    explained = difpy.explain(case.function, *case.args, argnums=case.argnums)
    sites = [record.site for record in explained.records if record.storage != "variable"]
    assert sorted(sites) == sorted(_sites(case))
    assert all(line.number and line.text for line in (*explained.lines, *explained.loops))
    assert max(map(len, str(explained).splitlines())) <= 100


def _sites(case):
    program, wrt = display._elaborated(case.function, case.args, case.argnums)
    sites = set()
    for function in pipeline.adjoint_program(program, wrt).functions.values():
        for statement in statements(function.body):
            if isinstance(statement, Save):
                sites.add(statement.site)
            elif isinstance(statement, Store) and statement.array in function.stacks:
                sites.add(statement.array)
    return sites
