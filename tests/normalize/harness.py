"""Runs a function after every rewrite and compares: value, exception, arguments left, order of calls."""

import ast
import copy
import re
from types import CellType, FunctionType

import gast

from difpy.frontend import Scope, read
from difpy.normalize import PASSES, normalize
from difpy.normalize.context import Names
from difpy.normalize.jumps import find_returns
from tests.normalize import helpers


def to_function(source):
    """The tree of a source as a function with the original's globals, cells and defaults."""
    original = source.function
    tree = copy.deepcopy(source.tree)
    freevars = original.__code__.co_freevars
    lines = "".join(f"    {name} = None\n" for name in freevars)
    if tree.name not in freevars:
        lines += f"    global {tree.name}\n"  # what calls itself finds itself where it did
    factory = gast.parse(f"def factory():\n{lines}    pass\n")
    factory.body[0].body += [
        tree,
        gast.Return(value=gast.Name(id=tree.name, ctx=gast.Load(), annotation=None, type_comment=None)),
    ]
    module = ast.fix_missing_locations(gast.gast_to_ast(factory))
    namespace = dict(original.__globals__)
    exec(compile(module, source.file, "exec"), namespace)
    code = namespace["factory"]().__code__
    cells = dict(zip(freevars, original.__closure__ or (), strict=True))
    closure = tuple(cells.get(name, CellType()) for name in code.co_freevars)
    made = FunctionType(code, original.__globals__, original.__name__, original.__defaults__, closure)
    made.__kwdefaults__ = original.__kwdefaults__
    return made


def outcome(function, arguments):
    """Everything about a call that anybody could observe."""
    arguments = copy.deepcopy(arguments)
    helpers.LOG.clear()
    try:
        end = ("returned", function(*arguments))
    except Exception as error:
        text = re.sub(r"free variable '(\w)_\d+'", r"free variable '\1'", str(error))  # a comprehension's
        end = ("raised", type(error).__name__, text)
    return repr((end, arguments, helpers.LOG))


def assert_same_after_every_pass(function, *calls):
    """Compare the function with what each pass makes of it, on each tuple of arguments."""
    source = read(function)
    expected = [outcome(function, arguments) for arguments in calls]
    normal = source.with_tree(copy.deepcopy(source.tree))
    names = Names(normal.tree)
    for name, rewriter in PASSES.items():
        rewriter(normal, names, Scope(normal)).function(normal.tree)
        made = to_function(normal)
        for arguments, wanted in zip(calls, expected, strict=True):
            got = outcome(made, arguments)
            assert got == wanted, f"after {name}, on {arguments}:\n{normal.text()}\n{got}\n{wanted}"
    normal = normalize(source)
    assert_normal_form(normal.tree)
    assert_no_shared_nodes(normal.tree)
    return normal.text()


REMOVED = (
    gast.AnnAssign,
    gast.Assert,
    gast.Continue,
    gast.Delete,
    gast.GeneratorExp,
    gast.ListComp,
    gast.NamedExpr,
    gast.Starred,
)


def assert_normal_form(definition):
    """What `difpy.normalize` promises about a tree."""
    for node in gast.walk(definition):
        assert not isinstance(node, REMOVED), gast.unparse(node)
        if isinstance(node, gast.expr | gast.stmt):
            assert hasattr(node, "lineno"), gast.dump(node)
        if isinstance(node, gast.stmt):
            assert node.source_text, gast.unparse(node)
        if isinstance(node, gast.Assign):
            (target,) = node.targets
            if isinstance(target, gast.Tuple):
                assert all(isinstance(each, gast.Name) for each in target.elts)
        if isinstance(node, gast.For | gast.While):
            assert not node.orelse
            assert_tail_breaks(node.body)
        if isinstance(node, gast.FunctionDef):
            returns = list(find_returns(node.body))
            assert not returns or returns == [node.body[-1]]


def assert_tail_breaks(body):
    """Nothing of a loop's body follows a `break` on its path."""
    for statement in body[:-1]:
        assert not has_own_break(statement), gast.unparse(statement)
    if isinstance(body[-1], gast.If):
        assert_tail_breaks(body[-1].body)
        if body[-1].orelse:
            assert_tail_breaks(body[-1].orelse)


def has_own_break(statement):
    if isinstance(statement, gast.If):
        return any(map(has_own_break, statement.body + statement.orelse))
    return isinstance(statement, gast.Break)


def assert_no_shared_nodes(tree):
    seen = set()
    for node in gast.walk(tree):
        if not isinstance(node, gast.expr_context | gast.operator | gast.cmpop | gast.boolop | gast.unaryop):
            assert id(node) not in seen, gast.unparse(node)
            seen.add(id(node))
