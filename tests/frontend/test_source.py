"""Functions of every origin are read from their own source, or refused."""

# ruff: noqa: E501, RUF015  programs and messages are quoted as they are

import doctest
import functools
import importlib.util
import linecache
import sys
import types

import numba
import pytest

from difpy.errors import ArgumentTypeError, DifferentiationError
from difpy.frontend import read, unwrap
from tests.frontend.sources import define, message


def decorate(*_args, **_kwargs):
    return lambda function: function


@decorate("several", "lines")
@decorate(
    option=1,
)
def decorated(
    x,
    y=2.0,  # a comment
):
    """What it does."""
    if (
        x > 0  # positive
        and y > 0
    ):
        return x
    return (x +
            y)  # fmt: skip


@numba.njit(fastmath=True)
def compiled(x):
    return x * x


def asserting(x):
    assert x > 0, "positive"
    return [x for x in (x, x)][0]


class Model:
    def energy(self, x):
        return self.__scale * x

    __scale = 2.0

    def __call__(self, x):
        return x + 1


def body(function):
    return read(function).text().split(":\n", 1)[1].strip()


def test_decorators_are_dropped_and_lines_are_those_of_the_file():
    source = read(decorated)
    assert source.text().startswith("def decorated(x, y=2.0):")
    assert source.lines[source.tree.lineno - 1] == "def decorated(\n"
    assert source.name == "decorated"


def test_statements_keep_the_users_text_on_one_line():
    source = read(decorated)
    assert [s.source_text for s in source.tree.body] == [
        '"""What it does."""',
        "if (x > 0 and y > 0):",
        "return (x + y)",
    ]


def test_dispatchers_are_read_through():
    assert body(compiled) == "return x * x"


def test_functions_with_assertions_that_pytest_rewrote():
    assert body(asserting).startswith("assert x > 0")


def test_lambdas_on_one_line_are_told_apart():
    first, second = (lambda x: x * 1), (lambda x: x * 1.0)
    third, fourth = (lambda y: y + 0.0), (lambda y: y + -0.0)
    assert [body(f) for f in (first, second)] == ["return x * 1", "return x * 1.0"]
    assert [body(f) for f in (third, fourth)] == ["return y + 0.0", "return y + -0.0"]
    assert read(first).tree.name == f"lambda_{first.__code__.co_firstlineno}"
    assert read(second).tree.body[0].source_text == "lambda x: x * 1.0"


def test_equal_lambdas_on_one_line_have_their_own_columns():
    first, second = (lambda x: x * 2), (lambda x: x * 2)
    columns = [read(f).tree.col_offset for f in (first, second)]
    assert sys.version_info < (3, 11) or columns[0] < columns[1]


def test_nested_lambdas():
    outer = lambda x: lambda x: x * 2  # noqa: E731
    assert body(outer) == "return lambda x: x * 2"
    assert body(outer(1)) == "return x * 2"


def test_private_names_are_spelled_as_python_runs_them():
    assert body(Model.energy) == "return self._Model__scale * x"


def test_bound_methods_partials_and_callable_objects_are_unwrapped():
    model = Model()
    found = unwrap(functools.partial(model.energy, x=3))
    assert found.function is Model.energy
    assert [(b.key, b.value, b.path) for b in found.bound] == [
        (0, model, (("function", ""), ("self", ""))),
        ("x", 3, (("partial", "x"),)),
    ]
    assert unwrap(model).path == (("attribute", "__call__"), ("function", ""))
    assert unwrap(model).positional == (model,)
    several = functools.partial(functools.partial(decorated, 1), 2, y=3)
    assert unwrap(several).positional == (1, 2)
    assert unwrap(several).keywords == {"y": 3}
    assert unwrap(functools.partial(compiled, 1)).function is compiled.py_func


def test_what_is_no_function_is_a_type_error():
    with pytest.raises(ArgumentTypeError, match=r"difpy needs a function, and got 3 of type int\."):
        unwrap(3)


@pytest.mark.parametrize("function", [len, float, functools.lru_cache(decorated)])
def test_functions_without_python_source_are_refused(function):
    with pytest.raises(DifferentiationError, match="it has no Python source"):
        read(function)


def test_code_without_a_file_is_refused():
    namespace = {}
    exec("def f(x):\n    return x", namespace)
    with pytest.raises(DifferentiationError) as caught:
        read(namespace["f"])
    assert str(caught.value) == (
        "<string>:1: difpy cannot differentiate `f` yet: difpy reads the source of what it differentiates, "
        "and this function's cannot be found.\n"
        "Define it in a file or in a notebook cell, not by `exec` or on the command line."
    )


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_file_that_changed_is_refused_and_one_that_moved_is_not(tmp_path):
    path = tmp_path / "heat.py"
    path.write_text("def f(x):\n    return x * 2\n")
    f = load(path).f
    path.write_text("# longer\n\ndef f(x):\n    return x * 2\n")
    assert read(f).tree.lineno == 3
    path.write_text("def f(x):\n    return x * 2.5  # edited\n")
    with pytest.raises(DifferentiationError) as caught:
        read(f)
    assert message(caught.value) == (
        "heat.py:1: difpy cannot differentiate `f` yet: the source file differs from the code that is loaded.\n"
        "     1 | def f(x):\n"
        "       | ^^^^^^^^^\n"
        "Import the edited file again (start a new session, or `importlib.reload`)."
    )


def test_tabs_and_declared_encodings(tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes("# -*- coding: latin-1 -*-\ndef f(x):\n\tä = 'ö'\n\treturn x\n".encode("latin-1"))
    source = read(load(path).f)
    assert source.text() == "def f(x):\n    ä = 'ö'\n    return x\n"
    assert source.at(source.tree.body[1]).column == 1


def test_functions_whose_text_reaches_into_the_margin():
    f = define(
        '''
        def outer():
            def f(x):
                text = """
        no indent"""
                return x
            return f
        ''',
        name="outer",
    )()
    assert body(f).endswith("return x")


def test_future_annotations_of_the_file_are_taken_into_account():
    f = define(
        """
        from __future__ import annotations
        def f(x):
            def g(y: Unknown) -> Unknown:
                return y
            return g(x)
        """
    )
    assert "def g" in body(f)


def test_doctests_can_be_read():
    text = ">>> def f(x):\n...     return x * 3\n>>> print(read(f).text())\ndef f(x):\n    return x * 3\n<BLANKLINE>\n"
    test = doctest.DocTestParser().get_doctest(text, {"read": read}, "example", "example.txt", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.failures == 0


def test_notebook_cells_can_be_read():
    shell_module = pytest.importorskip("IPython.core.interactiveshell")
    linecache_before = (linecache.checkcache, linecache.getlines)
    shell = shell_module.InteractiveShell(colors="nocolor")
    try:
        shell.run_cell("%time pass\n\ndef f(x):\n    return x * 3\n", store_history=True)
        shell.run_cell(
            "def f(x):\n    return x * 4\ng, h = (lambda x: x * 5), (lambda x: x * 6)", store_history=True
        )
        names = shell.user_ns
        assert [body(names[n]) for n in "fgh"] == ["return x * 4", "return x * 5", "return x * 6"]
    finally:
        shell_module.InteractiveShell.clear_instance()
        linecache.checkcache, linecache.getlines = linecache_before


def test_a_wrapper_is_not_taken_for_what_it_wraps():
    def wrap(function):
        @functools.wraps(function)
        def wrapper(x):
            return function(x) + 1

        return wrapper

    assert body(wrap(compiled.py_func)) == "return function(x) + 1"


def test_functions_built_by_hand_are_not_taken_for_others():
    other = types.FunctionType(decorated.__code__.replace(co_name="asserting"), globals())
    with pytest.raises(DifferentiationError, match="the source file differs"):
        read(other)
