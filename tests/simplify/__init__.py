"""Each rewrite, before and after as text."""
