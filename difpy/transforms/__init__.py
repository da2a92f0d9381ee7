"""From what the user calls to the compiled program: arguments in, structures taken apart, gradients out."""
