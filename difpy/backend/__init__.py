"""From a program to source text, from text to a module, from a module to compiled code."""
