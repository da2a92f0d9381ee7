"""The form of a program that both modes start from, and what both write with."""
