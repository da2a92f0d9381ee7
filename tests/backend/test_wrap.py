import pytest

from difpy.backend.wrap import wrap


@pytest.mark.parametrize(
    ("line", "width", "text"),
    [
        ("y = a + b", 40, "y = a + b"),
        ("y = first * second + third * fourth", 24, "y = (\n    first * second\n    + third * fourth\n)"),
        ("    return alpha, beta, gamma", 26, "    return (\n        alpha, beta, gamma\n    )"),
        ("if first > 0.0 and second:", 20, "if (\n    first > 0.0\n    and second\n):"),
        ("f(alpha, beta, gamma)", 16, "f(alpha, beta,\n        gamma)"),
        ("y = f'a very long text + {x}'", 12, "y = f'a very long text + {x}'"),
        ("x = -alpha - beta", 12, "x = (\n    -alpha\n    - beta\n)"),
    ],
)
def test_wrap(line, width, text):
    assert wrap(line, width) == text
