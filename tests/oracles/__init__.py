"""Independent witnesses of a derivative: they share no code with difpy."""
