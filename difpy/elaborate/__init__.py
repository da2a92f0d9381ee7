"""From a normalized function and the types of its arguments to a typed program.

elaborate(function, arguments) -> Program           `arguments` are described, or their shapes
describe(value) -> Argument                         what a value says of its type
"""

from difpy.elaborate.arguments import Argument, describe
from difpy.elaborate.entry import Elaboration, elaborate, elaboration

__all__ = ["Argument", "Elaboration", "describe", "elaborate", "elaboration"]
