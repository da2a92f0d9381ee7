"""Every piece of code in the README and the documentation runs, and prints what the page shows."""

from pathlib import Path

import pytest

from tools import run_pages

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_shows_what_its_code_prints(page):
    differences = run_pages.run_page(page)
    assert not differences, "\n".join(map(str, differences))


def test_runner_finds_wrong_output(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# t\n\n```python\nprint(1)\n1 / 0\n```\n\n```output\n2\n```\n")
    (difference,) = run_pages.run_page(page)
    assert difference.line == 9
    assert difference.printed == "1\nZeroDivisionError: division by zero\n"
    run_pages.update_page(page, [difference])
    assert run_pages.run_page(page) == []


def test_runner_raises_what_no_output_shows(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError):
        run_pages.run_page(page)


def test_code_is_seen_on_the_lines_of_the_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "A\n\n```python\nimport inspect\ndef f():\n    pass\n```\n\nB\n\n"
        "```python\ndef g():\n    return 1\nprint(inspect.getsource(g), inspect.getsourcelines(f)[1])\n```\n"
        "```output\ndef g():\n    return 1\n 5\n```\n"
    )
    assert run_pages.run_page(page) == []
