"""The verdict on every function: it has a rule, its derivative is zero, or it is refused.

What has a rule is found in the tables of rules and of elaboration; zero derivatives have their reasons in
`zero.py`, and what has no rule has its words in `no_rule.py`. `docs/functions.md` is made from here.
"""

from difpy.registry.entries import Entry as Entry
from difpy.registry.entries import Verdict as Verdict
from difpy.registry.entries import entries as entries
from difpy.registry.entries import entry as entry
from difpy.registry.entries import without_rule as without_rule
