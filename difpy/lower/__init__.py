"""From the readable program to the one that is compiled: the same values, errors included."""

from __future__ import annotations

from difpy.lower.buffers import lower_buffers
from difpy.lower.checked import lower_checks
from difpy.lower.elementwise import lower_elementwise
from difpy.lower.lists import lower_lists
from difpy.lower.literal_arguments import lower_literal_arguments
from difpy.lower.masks import lower_masks
from difpy.lower.numpy_gaps import lower_numpy_gaps
from difpy.lower.overlaps import lower_overlaps
from difpy.lower.pops import lower_pops
from difpy.lower.prints import lower_prints
from difpy.lower.raised_texts import lower_raised_texts
from difpy.lower.recursion import lower_recursion
from difpy.lower.reversed_ranges import lower_reversed_ranges
from difpy.lower.several_results import lower_several_results
from difpy.lower.split_loops import split_loops
from difpy.lower.stacks import lower_stacks
from difpy.lower.stores import lower_stores
from difpy.lower.vector_math import lower_vector_math, may_differ
from difpy.program import Program
from difpy.runtime.vector_math import is_available


def lower(
    program: Program, *, use_ranges: bool = True, index_checks: bool = True, vector_math: bool = True
) -> Program:
    """What Numba can't do, or would do otherwise than Python, written so that it does."""
    program = lower_raised_texts(program)
    # first, as later programs hide what refers to what
    program = lower_elementwise(program, use_ranges=use_ranges)
    program = lower_lists(program)
    program = lower_buffers(program)
    program = lower_pops(program)
    program = lower_prints(program)
    program = lower_overlaps(program)
    program = lower_checks(program, use_ranges=use_ranges, index_checks=index_checks)
    program = lower_stacks(program)
    program = lower_recursion(program)
    program = lower_several_results(program)
    program = lower_numpy_gaps(program)
    program = lower_masks(program)
    program = lower_stores(program)
    if vector_math and is_available("exp") and may_differ(program):
        program = lower_vector_math(split_loops(program) if use_ranges else program)
    program = lower_literal_arguments(program)
    return lower_reversed_ranges(program)
