"""Reverse mode: a program and its independent variables -> the adjoint program."""
