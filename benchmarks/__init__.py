"""Ordinary programs, their gradients by difpy, by hand and by others, timed in one run: see README.md."""
