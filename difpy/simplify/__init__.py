"""Makes generated code shorter; the program means the same before and after."""
