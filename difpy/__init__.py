"""Exact gradients of ordinary Python programs, as readable source compiled with Numba."""
