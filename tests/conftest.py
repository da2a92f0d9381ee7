"""Makes `tests` importable as a package wherever pytest is started, and verifies every program made."""

import os
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[1])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

os.environ["DIFPY_VERIFY"] = "1"
