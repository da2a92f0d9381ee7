"""Exact gradients of ordinary Python programs, as readable source compiled with Numba."""

from difpy.errors import DifferentiationError as DifferentiationError
from difpy.runtime import raised as raised
from difpy.runtime.gradients import stop_gradient as stop_gradient
from difpy.runtime.ranges import first_out_of_bounds as first_out_of_bounds
from difpy.runtime.ranges import last_of_range as last_of_range
from difpy.runtime.stacks import stack as stack

__all__ = ["DifferentiationError", "stop_gradient"]
