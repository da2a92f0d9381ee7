"""Exact gradients of ordinary Python programs, as readable source compiled with Numba."""

# What generated code calls.
from difpy.runtime import gaps as gaps
from difpy.runtime import raised as raised
from difpy.runtime.arrangements import in_order_of as in_order_of
from difpy.runtime.arrangements import kron_left as kron_left
from difpy.runtime.arrangements import kron_right as kron_right
from difpy.runtime.arrangements import on_diagonal as on_diagonal
from difpy.runtime.arrangements import on_knots as on_knots
from difpy.runtime.arrangements import padded_to_full as padded_to_full
from difpy.runtime.arrangements import put_back_along as put_back_along
from difpy.runtime.arrangements import selected_back as selected_back
from difpy.runtime.arrangements import shared_back as shared_back
from difpy.runtime.arrangements import slope_of_interp as slope_of_interp
from difpy.runtime.arrangements import start_of_convolution as start_of_convolution
from difpy.runtime.arrangements import start_of_correlation as start_of_correlation
from difpy.runtime.arrangements import sums_of_runs as sums_of_runs
from difpy.runtime.arrangements import sums_of_runs_along as sums_of_runs_along
from difpy.runtime.arrangements import sums_of_tiles as sums_of_tiles
from difpy.runtime.arrangements import taken_back as taken_back
from difpy.runtime.arrangements import vander_adjoint as vander_adjoint
from difpy.runtime.array_gaps import gradient_adjoint as gradient_adjoint
from difpy.runtime.array_gaps import shares_of_quantile_along as shares_of_quantile_along
from difpy.runtime.arrays import as_complex as as_complex
from difpy.runtime.arrays import fitting as fitting
from difpy.runtime.arrays import folded as folded
from difpy.runtime.arrays import positions as positions
from difpy.runtime.arrays import unbroadcast as unbroadcast
from difpy.runtime.arrays import zeros_like as zeros_like
from difpy.runtime.boundary import join_arrays as join_arrays
from difpy.runtime.boundary import join_list as join_list
from difpy.runtime.boundary import lengths_of as lengths_of
from difpy.runtime.boundary import shapes_of as shapes_of
from difpy.runtime.boundary import split_arrays as split_arrays
from difpy.runtime.boundary import split_list as split_list
from difpy.runtime.buffers import buffer as buffer
from difpy.runtime.buffers import count as count
from difpy.runtime.checks import check as check
from difpy.runtime.gradients import stop_gradient as stop_gradient
from difpy.runtime.linear_algebra import cholesky_adjoint as cholesky_adjoint
from difpy.runtime.linear_algebra import cofactors as cofactors
from difpy.runtime.linear_algebra import condition_slopes as condition_slopes
from difpy.runtime.linear_algebra import eigenvalues_adjoint as eigenvalues_adjoint
from difpy.runtime.linear_algebra import eigenvectors_adjoint as eigenvectors_adjoint
from difpy.runtime.linear_algebra import left_vectors_adjoint as left_vectors_adjoint
from difpy.runtime.linear_algebra import lstsq_adjoint as lstsq_adjoint
from difpy.runtime.linear_algebra import matrix_power_adjoint as matrix_power_adjoint
from difpy.runtime.linear_algebra import norm_slopes as norm_slopes
from difpy.runtime.linear_algebra import norm_slopes_of_matrix as norm_slopes_of_matrix
from difpy.runtime.linear_algebra import on_lower_triangle as on_lower_triangle
from difpy.runtime.linear_algebra import pinv_adjoint as pinv_adjoint
from difpy.runtime.linear_algebra import qr_orthogonal_adjoint as qr_orthogonal_adjoint
from difpy.runtime.linear_algebra import qr_triangular_adjoint as qr_triangular_adjoint
from difpy.runtime.linear_algebra import right_vectors_adjoint as right_vectors_adjoint
from difpy.runtime.linear_algebra import singular_values_adjoint as singular_values_adjoint
from difpy.runtime.linear_algebra import symmetric_of_lower as symmetric_of_lower
from difpy.runtime.linear_algebra_tangents import eigenvalues_tangent as eigenvalues_tangent
from difpy.runtime.linear_algebra_tangents import eigenvectors_tangent as eigenvectors_tangent
from difpy.runtime.linear_algebra_tangents import half_lower as half_lower
from difpy.runtime.linear_algebra_tangents import left_vectors_tangent as left_vectors_tangent
from difpy.runtime.linear_algebra_tangents import lstsq_tangent as lstsq_tangent
from difpy.runtime.linear_algebra_tangents import matrix_power_tangent as matrix_power_tangent
from difpy.runtime.linear_algebra_tangents import pinv_tangent as pinv_tangent
from difpy.runtime.linear_algebra_tangents import qr_orthogonal_tangent as qr_orthogonal_tangent
from difpy.runtime.linear_algebra_tangents import qr_triangular_tangent as qr_triangular_tangent
from difpy.runtime.linear_algebra_tangents import right_vectors_tangent as right_vectors_tangent
from difpy.runtime.linear_algebra_tangents import singular_values_tangent as singular_values_tangent
from difpy.runtime.lists import array_of_rows as array_of_rows
from difpy.runtime.lists import copy_list as copy_list
from difpy.runtime.lists import take_out as take_out
from difpy.runtime.masks import read_mask as read_mask
from difpy.runtime.masks import write_mask as write_mask
from difpy.runtime.partials import complex_power_base as complex_power_base
from difpy.runtime.partials import complex_power_exponent as complex_power_exponent
from difpy.runtime.partials import complex_ratio as complex_ratio
from difpy.runtime.partials import complex_unless_hidden as complex_unless_hidden
from difpy.runtime.partials import complex_unless_zero as complex_unless_zero
from difpy.runtime.partials import digamma as digamma
from difpy.runtime.partials import one_if_finite as one_if_finite
from difpy.runtime.partials import power_base as power_base
from difpy.runtime.partials import power_exponent as power_exponent
from difpy.runtime.partials import ratio as ratio
from difpy.runtime.partials import share_between as share_between
from difpy.runtime.partials import share_of_greater as share_of_greater
from difpy.runtime.partials import share_of_greater_number as share_of_greater_number
from difpy.runtime.partials import share_of_high as share_of_high
from difpy.runtime.partials import share_of_low as share_of_low
from difpy.runtime.partials import sinc_slope as sinc_slope
from difpy.runtime.partials import unless_hidden as unless_hidden
from difpy.runtime.partials import unless_zero as unless_zero
from difpy.runtime.printing import printed as printed
from difpy.runtime.ranges import last_of_range as last_of_range
from difpy.runtime.reductions import correlation_slopes as correlation_slopes
from difpy.runtime.reductions import covariance_adjoint as covariance_adjoint
from difpy.runtime.reductions import cumprod_adjoint as cumprod_adjoint
from difpy.runtime.reductions import numbers_of as numbers_of
from difpy.runtime.reductions import position_of_greatest as position_of_greatest
from difpy.runtime.reductions import position_of_least as position_of_least
from difpy.runtime.reductions import products_of_others as products_of_others
from difpy.runtime.reductions import shares_of_extreme as shares_of_extreme
from difpy.runtime.reductions import shares_of_quantile as shares_of_quantile
from difpy.runtime.reductions import shares_of_quantile_of_numbers as shares_of_quantile_of_numbers
from difpy.runtime.reductions import shares_of_quantiles as shares_of_quantiles
from difpy.runtime.reductions import slope_of_quantile as slope_of_quantile
from difpy.runtime.reductions import slopes_of_quantiles as slopes_of_quantiles
from difpy.runtime.reductions import times_products_of_others as times_products_of_others
from difpy.runtime.reductions import trapezoid_slopes as trapezoid_slopes
from difpy.runtime.reductions import trapezoid_weights as trapezoid_weights
from difpy.runtime.reductions import trapezoid_weights_between as trapezoid_weights_between
from difpy.runtime.scratch import scratch as scratch
from difpy.runtime.sharing import overlaps_itself as overlaps_itself
from difpy.runtime.sharing import share_memory as share_memory
from difpy.runtime.spread import add_spread as add_spread
from difpy.runtime.spread import common_shape as common_shape
from difpy.runtime.spread import have_one_shape as have_one_shape
from difpy.runtime.spread import spread_element as spread_element
from difpy.runtime.stacks import note_used as note_used
from difpy.runtime.stacks import reserve as reserve
from difpy.runtime.stacks import stack as stack
from difpy.runtime.stores import store as store
from difpy.runtime.tangents import correlation_tangent as correlation_tangent
from difpy.runtime.tangents import covariance_tangent as covariance_tangent
from difpy.runtime.tangents import cumprod_tangent as cumprod_tangent
from difpy.runtime.tangents import filled_like as filled_like
from difpy.runtime.tangents import means_of_equal as means_of_equal
from difpy.runtime.tangents import ordered_by as ordered_by
from difpy.runtime.tangents import product_tangent as product_tangent
from difpy.runtime.tangents import products_of_others_tangent as products_of_others_tangent
from difpy.runtime.tangents import quantiles_tangent as quantiles_tangent
from difpy.runtime.tangents import vander_tangent as vander_tangent
from difpy.runtime.vector_math import cos as cos
from difpy.runtime.vector_math import each_cos as each_cos
from difpy.runtime.vector_math import each_exp as each_exp
from difpy.runtime.vector_math import each_log as each_log
from difpy.runtime.vector_math import each_sin as each_sin
from difpy.runtime.vector_math import each_tanh as each_tanh
from difpy.runtime.vector_math import erf as erf
from difpy.runtime.vector_math import exp as exp
from difpy.runtime.vector_math import log as log
from difpy.runtime.vector_math import sin as sin
from difpy.runtime.vector_math import tanh as tanh

# isort: split
# What users call.
from difpy.api import check_grads as check_grads
from difpy.api import checkpoint as checkpoint
from difpy.api import checkpointed as checkpointed
from difpy.api import compile as compile  # noqa: A004  what it does
from difpy.api import custom_jvp as custom_jvp
from difpy.api import custom_root as custom_root
from difpy.api import custom_vjp as custom_vjp
from difpy.api import explain as explain
from difpy.api import fixed_point as fixed_point
from difpy.api import grad as grad
from difpy.api import hessian as hessian
from difpy.api import hvp as hvp
from difpy.api import jacfwd as jacfwd
from difpy.api import jacobian as jacobian
from difpy.api import jacrev as jacrev
from difpy.api import jvp as jvp
from difpy.api import register_rule as register_rule
from difpy.api import show as show
from difpy.api import source as source
from difpy.api import value_and_grad as value_and_grad
from difpy.api import vjp as vjp
from difpy.api import vmap as vmap
from difpy.errors import DifferentiationError as DifferentiationError
from difpy.explanation import Explanation as Explanation

__all__ = [
    "DifferentiationError",
    "Explanation",
    "check_grads",
    "checkpoint",
    "checkpointed",
    "compile",
    "custom_jvp",
    "custom_root",
    "custom_vjp",
    "explain",
    "fixed_point",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "register_rule",
    "show",
    "source",
    "stop_gradient",
    "value_and_grad",
    "vjp",
    "vmap",
]
