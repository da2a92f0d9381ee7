"""Program -> gast tree.

Comments and docstrings are string expressions of kinds of their own, for the writer in source.py.
"""

from __future__ import annotations

import math
from typing import Any

import gast
from numba.core import types

from difpy.backend.comments import BANNER, comment, is_comment, is_same, with_comments
from difpy.program import (
    NOWHERE,
    Assign,
    Attribute,
    Binary,
    Block,
    Break,
    Call,
    Comment,
    Compare,
    Conditional,
    Constant,
    Effect,
    EllipsisIndex,
    Expression,
    For,
    Format,
    Function,
    If,
    Invoke,
    List,
    Logical,
    Name,
    Position,
    Program,
    Raise,
    Restore,
    Return,
    Save,
    Slice,
    Statement,
    Store,
    Subscript,
    Tuple,
    Unary,
    While,
)

OPERATORS = {
    "+": gast.Add,
    "-": gast.Sub,
    "*": gast.Mult,
    "/": gast.Div,
    "//": gast.FloorDiv,
    "%": gast.Mod,
    "**": gast.Pow,
    "@": gast.MatMult,
    "&": gast.BitAnd,
    "|": gast.BitOr,
    "^": gast.BitXor,
    "<<": gast.LShift,
    ">>": gast.RShift,
}
SIGNS = {"-": gast.USub, "+": gast.UAdd, "not": gast.Not, "~": gast.Invert}
COMPARISONS = {
    "<": gast.Lt,
    "<=": gast.LtE,
    ">": gast.Gt,
    ">=": gast.GtE,
    "==": gast.Eq,
    "!=": gast.NotEq,
    "in": gast.In,
    "not in": gast.NotIn,
    "is": gast.Is,
    "is not": gast.IsNot,
}
JUNCTIONS = {"and": gast.And, "or": gast.Or}
DOCSTRING = "docstring"
CONVERSIONS = {"": -1, "s": ord("s"), "r": ord("r"), "a": ord("a")}


def module_tree(program: Program) -> Any:
    """The bindings and functions of the program, in its order, as a gast Module without imports."""
    bindings = [_bind((name,), expression_tree(value)) for name, value in program.bindings]
    return gast.Module([*bindings, *map(function_tree, program.functions.values())], [])


def function_tree(function: Function) -> Any:
    """One function as a gast FunctionDef."""
    body = _Body(function.variables).block(function.body)
    if function.document:
        body.insert(0, gast.Expr(gast.Constant(function.document, DOCSTRING)))
    if not body or all(is_comment(statement) for statement in body):
        body.append(gast.Pass())
    parameters = [gast.Name(p.name, gast.Param(), None, None) for p in function.parameters]
    arguments = gast.arguments(parameters, [], None, [], [], None, [])
    return gast.FunctionDef(function.name, arguments, body, [], None, None, [])


# --- expressions -------------------------------------------------------------------------------


def dotted(name: str) -> Any:
    """`np.linalg.solve` as a tree of attributes."""
    root, *attributes = name.split(".")
    tree = gast.Name(root, gast.Load(), None, None)
    for attribute in attributes:
        tree = gast.Attribute(tree, attribute, gast.Load())
    return tree


def expression_tree(expression: Expression) -> Any:
    """Any expression as a gast tree."""
    match expression:
        case Name(id=name):
            return gast.Name(name, gast.Load(), None, None)
        case Constant():
            return _constant(expression)
        case Call():
            return _call(expression)
        case Attribute(base=base, name=name):
            return gast.Attribute(expression_tree(base), name, gast.Load())
        case Subscript(base=base, indices=indices):
            return gast.Subscript(expression_tree(base), _index(indices), gast.Load())
        case Slice() | EllipsisIndex() | Tuple() | List() | Format():
            return _part(expression)
    return _operation(expression)


def _operation(expression: Expression) -> Any:
    match expression:
        case Unary(op=op, operand=operand):
            return gast.UnaryOp(SIGNS[op](), expression_tree(operand))
        case Binary(op=op, left=left, right=right):
            return gast.BinOp(expression_tree(left), OPERATORS[op](), expression_tree(right))
        case Compare(ops=ops, operands=operands):
            first, *others = (expression_tree(e) for e in operands)
            return gast.Compare(first, [COMPARISONS[op]() for op in ops], others)
        case Logical(op=op, operands=operands):
            return gast.BoolOp(JUNCTIONS[op](), [expression_tree(e) for e in operands])
        case Conditional(test=test, then=then, otherwise=otherwise):
            return gast.IfExp(expression_tree(test), expression_tree(then), expression_tree(otherwise))
    raise AssertionError(f"no expression of the grammar: {expression!r}")


def _part(expression: Expression) -> Any:
    """The expressions that stand only inside others."""
    match expression:
        case Slice(lower=lower, upper=upper, step=step):
            return gast.Slice(*(None if e is None else expression_tree(e) for e in (lower, upper, step)))
        case EllipsisIndex():
            return gast.Constant(Ellipsis, None)
        case Tuple(elements=elements):
            return gast.Tuple([expression_tree(e) for e in elements], gast.Load())
        case List(elements=elements):
            return gast.List([expression_tree(e) for e in elements], gast.Load())
        case Format(parts=parts):
            return _format(parts)
    raise AssertionError(f"no expression of the grammar: {expression!r}")


def _constant(constant: Constant) -> Any:
    if constant.spelling:
        return dotted(constant.spelling)
    tree = _literal(constant.value)
    if constant.type == types.float32:
        return gast.Call(dotted("np.float32"), [tree], [])
    return tree


def _literal(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return dotted("np.nan")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < 0 or (value == 0 and math.copysign(1.0, value) < 0):
            # Not a negative literal: as the base of a power that would lose its parentheses.
            return gast.UnaryOp(gast.USub(), _literal(-value))
        if math.isinf(value):
            return dotted("np.inf")
    return gast.Constant(value, None)


def _call(call: Call) -> Any:
    arguments = [expression_tree(e) for e in call.arguments]
    keywords = [gast.keyword(name, expression_tree(e)) for name, e in call.keywords]
    if call.function.startswith("."):
        function = gast.Attribute(arguments.pop(0), call.function[1:], gast.Load())
    else:
        function = dotted(call.function)
    return gast.Call(function, arguments, keywords)


def _index(indices: tuple[Expression, ...]) -> Any:
    trees = [expression_tree(e) for e in indices]
    return trees[0] if len(trees) == 1 else gast.Tuple(trees, gast.Load())


def _format(parts: tuple[str | tuple[Expression, str, str], ...]) -> Any:
    if all(isinstance(part, str) for part in parts):
        return gast.Constant("".join(str(part) for part in parts), None)
    values = []
    for part in parts:
        if isinstance(part, str):
            values.append(gast.Constant(part, None))
            continue
        expression, conversion, spec = part
        spec_tree = gast.JoinedStr([gast.Constant(spec, None)]) if spec else None
        values.append(gast.FormattedValue(expression_tree(expression), CONVERSIONS[conversion], spec_tree))
    return gast.JoinedStr(values)


# --- statements --------------------------------------------------------------------------------


class _Body:
    """The statements of one function, with comments that quote the user's lines."""

    def __init__(self, variables: dict[str, Any]) -> None:
        self.variables = variables

    def block(self, block: Block, quoted: Position = NOWHERE) -> list[Any]:
        """`quoted` is the position of the enclosing statement, which need not be quoted again."""
        return with_comments([(statement, self.statement(statement)) for statement in block], quoted)

    def nested(self, block: Block, parent: Statement) -> list[Any]:
        body = self.block(block, parent.at)
        return body if any(not is_comment(s) for s in body) else [*body, gast.Pass()]

    def statement(self, statement: Statement) -> Any:
        match statement:
            case Assign(target=target, value=value):
                return self.assignment(target, value, statement.at.text)
            case If(test=test, then=then, otherwise=otherwise):
                orelse = self.nested(otherwise, statement) if otherwise else []
                return gast.If(expression_tree(test), self.nested(then, statement), orelse)
            case While(test=test, body=body):
                return gast.While(expression_tree(test), self.nested(body, statement), [])
            case For(target=target, body=body):
                return gast.For(_target(target), _range(statement), self.nested(body, statement), [], None)
        return _simple_statement(statement)

    def assignment(self, target: str, value: Expression, text: str) -> Any:
        """`s = s + e` of a scalar is written `s += e`, unless the user wrote it out."""
        plain = gast.Assign([_target(target)], expression_tree(value), None)
        scalar = isinstance(self.variables.get(target), (types.Number, types.Boolean))
        if not scalar or not isinstance(value, Binary) or value.left != Name(target) or is_same(plain, text):
            return plain
        return gast.AugAssign(_target(target), OPERATORS[value.op](), expression_tree(value.right))


def _simple_statement(statement: Statement) -> Any:
    match statement:
        case Store() | Save() | Restore():
            return _memory_statement(statement)
        case Invoke(targets=targets, function=function, arguments=arguments):
            return _bind(targets, _call(Call(function, arguments)))
        case Effect(target=target, object=list_name, method=method, arguments=arguments):
            function = f"{list_name}.{method}" if list_name else method
            return _bind(() if target is None else (target,), _call(Call(function, arguments)))
        case Raise(exception=exception, arguments=arguments):
            return gast.Raise(_call(Call(exception, arguments)), None)
        case Return(values=values):
            return _return(values)
        case Break():
            return gast.Break()
        case Comment(words=words):
            return comment(words, BANNER)
    raise AssertionError(f"no statement of the grammar: {statement!r}")


def _memory_statement(statement: Store | Save | Restore) -> Any:
    match statement:
        case Store(array=array, indices=(Slice(None, None, None),), value=value, op=op) if op:
            # the same in place, and what Numba compiles in a tenth of the time of `array[:] += value`
            return gast.AugAssign(_target(array), OPERATORS[op](), expression_tree(value))
        case Store(array=array, indices=indices, value=value, op=op):
            target = gast.Subscript(gast.Name(array, gast.Load(), None, None), _index(indices), gast.Store())
            if op:
                return gast.AugAssign(target, OPERATORS[op](), expression_tree(value))
            return gast.Assign([target], expression_tree(value), None)
        case Save(site=site, value=value):
            return gast.Expr(_call(Call(f"{site}.append", (value,))))
        case Restore(site=site, target=into):
            tree = expression_tree(into)
            tree.ctx = gast.Store()
            return gast.Assign([tree], _call(Call(f"{site}.pop", ())), None)


def _target(name: str) -> Any:
    return gast.Name(name, gast.Store(), None, None)


def _bind(targets: tuple[str, ...], call: Any) -> Any:
    if not targets:
        return gast.Expr(call)
    names = [_target(name) for name in targets]
    return gast.Assign([names[0] if len(names) == 1 else gast.Tuple(names, gast.Store())], call, None)


def _return(values: tuple[Expression, ...]) -> Any:
    trees = [expression_tree(e) for e in values]
    if len(trees) > 1:
        return gast.Return(gast.Tuple(trees, gast.Load()))
    return gast.Return(trees[0] if trees else None)


def _range(loop: For) -> Any:
    bounds = [loop.start, loop.stop, loop.step]
    if loop.step == Constant(1):
        bounds.pop()
        if loop.start == Constant(0):
            bounds.pop(0)
    tree = gast.Call(dotted("range"), [expression_tree(e) for e in bounds], [])
    return gast.Call(dotted("reversed"), [tree], []) if loop.backwards else tree
