"""Functions that the tests' programs call: each leaves a trace of when it was called."""

LOG = []


class OutOfFuelError(Exception):
    pass


def t(x):
    """Traced; gives back its argument."""
    LOG.append(x)
    if len(LOG) > 300:
        raise OutOfFuelError
    return x


def w(xs, x):
    """Traced; writes into a list."""
    LOG.append(("w", x))
    xs[0] = xs[0] + x
    return x + 1


def pure(x):
    return 2 * x + 1


def fails(x):
    LOG.append(("fails", x))
    if x > 1:
        raise ValueError(f"too big: {x}")
    return x
