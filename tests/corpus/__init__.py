"""Small programs, each hard in one way; importing `tests.corpus.registry.CASES` after this gives them all."""
