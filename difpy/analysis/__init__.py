"""Facts about a program: frozen results, nothing hung on nodes."""
