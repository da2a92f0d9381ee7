"""Primal and generated adjoint side by side, one pair a file: what difpy generates is a product."""
