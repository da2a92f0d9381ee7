"""difpy's entry for the suite gradbench: twelve evals, a tool that speaks its protocol, and a check."""
