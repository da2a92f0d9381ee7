"""Derivatives of primitives: a row a function, a file a kind of function."""
