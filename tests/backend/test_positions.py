from difpy.backend.positions import positions
from difpy.backend.source import render
from tests.backend.programs import HORNER


def test_every_line_leads_to_the_users():
    text = render(HORNER)
    lines = {text.splitlines()[line - 1].strip(): at.line for line, at in positions(HORNER, text).items()}
    assert lines == {
        "y = 0.0": 2,
        "y_saved = difpy.stack(0.0)": 3,
        "for i in range(n):": 3,
        "y_saved.append(y)": 4,
        "y = y * x + a[i]": 4,
        "value = y": 5,
        "y_bar = horner_bar": 5,
        "for i in reversed(range(n)):": 3,
        "y = y_saved.pop()": 4,
        "a_bar[i] += y_bar": 4,
        "x_bar += y * y_bar": 4,
        "y_bar *= x": 4,
    }
