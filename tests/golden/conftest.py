"""`pytest tests/golden --update-golden` writes the generated halves anew."""


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the generated halves anew")
