"""Tangent programs: beside each variable `x` that is active its tangent `x_dot`."""
