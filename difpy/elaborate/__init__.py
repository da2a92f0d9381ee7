"""From a normalized function and the types of its arguments to a typed program.

elaborate(function, arguments, read) -> Program     `read` gives the normalized source of a function
describe(value) -> Argument                         what a value says of its type
"""

from difpy.elaborate.arguments import Argument, describe
from difpy.elaborate.entry import Elaboration, elaborate, elaboration

__all__ = ["Argument", "Elaboration", "describe", "elaborate", "elaboration"]
