"""Exact gradients of ordinary Python programs, as readable source compiled with Numba."""

# What generated code calls.
from difpy.runtime import raised as raised
from difpy.runtime.arrays import folded as folded
from difpy.runtime.arrays import positions as positions
from difpy.runtime.arrays import products_of_others as products_of_others
from difpy.runtime.arrays import shares_of_extreme as shares_of_extreme
from difpy.runtime.arrays import unbroadcast as unbroadcast
from difpy.runtime.arrays import zeros_like as zeros_like
from difpy.runtime.boundary import join_arrays as join_arrays
from difpy.runtime.boundary import join_list as join_list
from difpy.runtime.boundary import lengths_of as lengths_of
from difpy.runtime.boundary import shapes_of as shapes_of
from difpy.runtime.boundary import split_arrays as split_arrays
from difpy.runtime.boundary import split_list as split_list
from difpy.runtime.gradients import stop_gradient as stop_gradient
from difpy.runtime.lists import copy_list as copy_list
from difpy.runtime.partials import power_base as power_base
from difpy.runtime.partials import power_exponent as power_exponent
from difpy.runtime.partials import ratio as ratio
from difpy.runtime.partials import share_of_greater as share_of_greater
from difpy.runtime.partials import unless_zero as unless_zero
from difpy.runtime.ranges import first_out_of_bounds as first_out_of_bounds
from difpy.runtime.ranges import last_of_range as last_of_range
from difpy.runtime.sharing import share_memory as share_memory
from difpy.runtime.stacks import stack as stack

# isort: split
# What users call.
from difpy.api import check_grads as check_grads
from difpy.api import grad as grad
from difpy.api import show as show
from difpy.api import source as source
from difpy.api import value_and_grad as value_and_grad
from difpy.api import vjp as vjp
from difpy.errors import DifferentiationError as DifferentiationError

__all__ = [
    "DifferentiationError",
    "check_grads",
    "grad",
    "show",
    "source",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]
