"""Everything outside the language, refused with the whole text of the message."""

# ruff: noqa: E501  messages are quoted as they are

import pytest

from difpy.errors import DifferentiationError, NeverDifferentiableError, NotSupportedYetError
from difpy.frontend import read
from tests.frontend.sources import define, message

REFUSED = {
    "yield": (
        """
        def f(u):
            for _ in range(3):
                yield u
        """,
        """
        heat.py:3: difpy cannot differentiate `yield`: a generator has no single result.
             3 |         yield u
               |         ^^^^^^^
        Collect the values in a list or an array.
        """,
    ),
    "yield from": (
        """
        def f(us):
            yield from us
        """,
        """
        heat.py:2: difpy cannot differentiate `yield from`: a generator has no single result.
             2 |     yield from us
               |     ^^^^^^^^^^^^^
        Collect the values in a list or an array.
        """,
    ),
    "async def": (
        """
        async def f(x):
            return x
        """,
        """
        heat.py:1: difpy cannot differentiate `async def`: a coroutine has no single result.
             1 | async def f(x):
               | ^^^^^^^^^^^^^^^
        Write an ordinary `def`.
        """,
    ),
    "try": (
        """
        def f(x):
            try:
                return 1 / x
            except ZeroDivisionError:
                return 0.0
        """,
        """
        heat.py:2: difpy cannot differentiate `try` yet: the way out of a half-executed block is not recorded.
             2 |     try:
               |     ^^^^
        Test for the condition with `if` before it can fail.
        """,
    ),
    "with": (
        """
        def f(x):
            with open("log") as log:
                return x
        """,
        """
        heat.py:2: difpy cannot differentiate `with` yet: context managers are not in its language.
             2 |     with open("log") as log:
               |     ^^^^^^^^^^^^^^^^^^^^^^^^
        Enter the context around the gradient's call.
        """,
    ),
    "class": (
        """
        def f(x):
            class Point:
                pass
            return x
        """,
        """
        heat.py:2: difpy cannot differentiate `class`: a class defined inside would be a new type at every call.
             2 |     class Point:
               |     ^^^^^^^^^^^^
        Define the class outside, or use a namedtuple.
        """,
    ),
    "global": (
        """
        def f(x):
            global count
            count = x
            return x
        """,
        """
        heat.py:2: difpy cannot differentiate `global` yet: a gradient leaves globals as it found them.
             2 |     global count
               |     ^^^^^^^^^^^^
        Return the value, and assign it where the function is called.
        """,
    ),
    "nonlocal": (
        """
        def f(x):
            def g():
                nonlocal x
                x = 2 * x
            g()
            return x
        """,
        """
        heat.py:3: difpy cannot differentiate `nonlocal` yet: a nested function that writes its surroundings is not in its language.
             3 |         nonlocal x
               |         ^^^^^^^^^^
        Return the value, or write into an array.
        """,
    ),
    "exec": (
        """
        def f(x):
            exec("x = 2 * x")
            return x
        """,
        """
        heat.py:2: difpy cannot differentiate `exec`: code in a text cannot be read.
             2 |     exec("x = 2 * x")
               |     ^^^^^^^^^^^^^^^^^
        Write it out.
        """,
    ),
    "dictionary": (
        """
        def f(x):
            rates = {"birth": x}
            return rates["birth"]
        """,
        """
        heat.py:2: difpy cannot differentiate a dictionary yet: values of a dictionary have no types that can be known beforehand.
             2 |     rates = {"birth": x}
               |             ^^^^^^^^^^^^
        Use a namedtuple, or one variable a key.
        """,
    ),
    "dictionary comprehension": (
        """
        def f(x):
            return {i: x for i in range(3)}[0]
        """,
        """
        heat.py:2: difpy cannot differentiate a dictionary yet: values of a dictionary have no types that can be known beforehand.
             2 |     return {i: x for i in range(3)}[0]
               |            ^^^^^^^^^^^^^^^^^^^^^^^^
        Use a list, or an array indexed by integers.
        """,
    ),
    "set": (
        """
        def f(x):
            return sum({x, 2 * x})
        """,
        """
        heat.py:2: difpy cannot differentiate a set yet: the order of a set is not determined.
             2 |     return sum({x, 2 * x})
               |                ^^^^^^^^^^
        Use a list or a tuple.
        """,
    ),
    "import": (
        """
        def f(x):
            import math
            return math.sin(x)
        """,
        """
        heat.py:2: difpy cannot differentiate `import` inside a function yet: names are resolved before it runs.
             2 |     import math
               |     ^^^^^^^^^^^
        Import at the top of the file.
        """,
    ),
    "match": (
        """
        def f(x, kind):
            match kind:
                case 1:
                    return x
            return 2 * x
        """,
        """
        heat.py:2: difpy cannot differentiate `match` yet: patterns are not in its language.
             2 |     match kind:
               |     ^^^^^^^^^^^
        Write `if` and `elif`.
        """,
    ),
    "star parameter": (
        """
        def f(x, *others):
            return x
        """,
        """
        heat.py:1: difpy cannot differentiate a function with `*` or `**` parameters yet: how many arguments there are is not known before it runs.
             1 | def f(x, *others):
               |           ^^^^^^
        Give each parameter a name, or take one tuple.
        """,
    ),
    "star argument": (
        """
        def f(x, others):
            return max(x, *others)
        """,
        """
        heat.py:2: difpy cannot differentiate `*` and `**` in a call yet: how many arguments there are is not known before it runs.
             2 |     return max(x, *others)
               |                   ^^^^^^^
        Write the arguments out.
        """,
    ),
    "star in a list": (
        """
        def f(x, others):
            return [x, *others]
        """,
        """
        heat.py:2: difpy cannot differentiate `*` inside a list or tuple yet: how many elements there are is not known before it runs.
             2 |     return [x, *others]
               |                ^^^^^^^
        Join with `+`: `xs + [y]`.
        """,
    ),
    "raise alone": (
        """
        def f(x):
            raise
        """,
        """
        heat.py:2: difpy cannot differentiate `raise` alone yet: there is no `except` here.
             2 |     raise
               |     ^^^^^
        Raise an exception.
        """,
    ),
    "raise from": (
        """
        def f(x, cause):
            raise ValueError("x") from cause
        """,
        """
        heat.py:2: difpy cannot differentiate `raise ... from` yet: the cause is not carried out.
             2 |     raise ValueError("x") from cause
               |                                ^^^^^
        Leave the `from` out.
        """,
    ),
    "decorator inside": (
        """
        def f(x, wrap):
            @wrap
            def g(y):
                return y
            return g(x)
        """,
        """
        heat.py:2: difpy cannot differentiate a decorated function inside another yet: what the decorator makes of it is not known before it runs.
             2 |     @wrap
               |      ^^^^
        Decorate a function of the module, or leave the decorator out.
        """,
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_the_whole_text(kind):
    text, wanted = REFUSED[kind]
    function = define(text)
    with pytest.raises(DifferentiationError) as caught:
        read(function)
    lines = wanted.strip("\n").splitlines()
    assert message(caught.value) == "\n".join(line[8:] for line in lines).strip()


def test_never_and_not_yet_are_different_classes():
    with pytest.raises(NeverDifferentiableError):
        read(define(REFUSED["yield"][0]))
    with pytest.raises(NotSupportedYetError):
        read(define(REFUSED["with"][0]))


def test_numba_decorators_inside_are_left_out():
    source = read(
        define(
            """
            import numba
            def f(x):
                @numba.njit(fastmath=True)
                def g(y):
                    return y
                return g(x)
            """
        )
    )
    assert "njit" not in source.text()
