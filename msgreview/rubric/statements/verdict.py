"""What comes of comparing two statements of a fact."""

from typing import Literal

Verdict = Literal["same", "different", "unclear"]
"""`unclear`: they may be the same, and nobody can tell from the words ("a month" and 30 days)."""

SAME: Verdict = "same"
DIFFERENT: Verdict = "different"
UNCLEAR: Verdict = "unclear"
