"""Facts about programs, each found on a small function."""
