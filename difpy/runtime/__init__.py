"""What generated code calls, as `difpy.<name>`: in CPython these functions, in Numba their overloads."""
