"""Derivatives inside of differentiated functions, and derivatives of derivatives."""
