"""The normalized program: its grammar, as frozen dataclasses.

The passes between the frontend and the backend read and write only this. A program has no tuples
held in variables (they are taken apart into their elements), no nested functions, one `return` at
its end, `break` only where nothing of the loop body could follow it, and every variable has one type.

    program    ::= function+                       one of them is the entry
    function   ::= name parameter* statement* return
    statement  ::= name = expression               Assign: a scalar, a fresh array or list, or a reference
                 | name[index] (op)= expression    Store: a write into memory
                 | names = function(expression*)   Invoke: a call of a function of the program
                 | name.method(expression*)        Effect: a list method or print
                 | if / while / for-range / break / return / raise
                 | save(site, expression)          values recorded for the reverse sweep,
                 | target = restore(site)          in and out again, last in, first out
    expression ::= name | constant | operation | call of a primitive | subscript | slice | attribute
                 | tuple (only as index, shape or argument) | list display

Expressions have no effects, so they may be evaluated again or not at all. Their `type` is Numba's.
"""

from __future__ import annotations

from difpy.program.calls import callees as callees
from difpy.program.calls import reached as reached
from difpy.program.expressions import NOWHERE as NOWHERE
from difpy.program.expressions import Attribute as Attribute
from difpy.program.expressions import Binary as Binary
from difpy.program.expressions import Call as Call
from difpy.program.expressions import Compare as Compare
from difpy.program.expressions import Conditional as Conditional
from difpy.program.expressions import Constant as Constant
from difpy.program.expressions import EllipsisIndex as EllipsisIndex
from difpy.program.expressions import Expression as Expression
from difpy.program.expressions import Format as Format
from difpy.program.expressions import List as List
from difpy.program.expressions import Logical as Logical
from difpy.program.expressions import Name as Name
from difpy.program.expressions import Position as Position
from difpy.program.expressions import Slice as Slice
from difpy.program.expressions import Subscript as Subscript
from difpy.program.expressions import Tuple as Tuple
from difpy.program.expressions import Type as Type
from difpy.program.expressions import Unary as Unary
from difpy.program.functions import REVERSE_SWEEP as REVERSE_SWEEP
from difpy.program.functions import Capture as Capture
from difpy.program.functions import Function as Function
from difpy.program.functions import Parameter as Parameter
from difpy.program.functions import Program as Program
from difpy.program.functions import Tree as Tree
from difpy.program.functions import sweeps as sweeps
from difpy.program.statements import Assign as Assign
from difpy.program.statements import Block as Block
from difpy.program.statements import Break as Break
from difpy.program.statements import Comment as Comment
from difpy.program.statements import Effect as Effect
from difpy.program.statements import For as For
from difpy.program.statements import If as If
from difpy.program.statements import Invoke as Invoke
from difpy.program.statements import Raise as Raise
from difpy.program.statements import Restore as Restore
from difpy.program.statements import Return as Return
from difpy.program.statements import Save as Save
from difpy.program.statements import Statement as Statement
from difpy.program.statements import Store as Store
from difpy.program.statements import While as While
from difpy.program.walking import assigned as assigned
from difpy.program.walking import blocks as blocks
from difpy.program.walking import children as children
from difpy.program.walking import expressions as expressions
from difpy.program.walking import map_block as map_block
from difpy.program.walking import map_blocks as map_blocks
from difpy.program.walking import map_children as map_children
from difpy.program.walking import map_expressions as map_expressions
from difpy.program.walking import map_own_expressions as map_own_expressions
from difpy.program.walking import names_in as names_in
from difpy.program.walking import statements as statements
from difpy.program.walking import substitute as substitute
from difpy.program.walking import targets as targets
from difpy.program.walking import walk as walk
