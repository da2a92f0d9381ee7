"""The sweeps: what is kept, replayed, undone and accumulated."""
