"""How much the long tests do: `make test-long` runs the same tests with larger counts."""

import os

SCALE = int(os.environ.get("MSGREVIEW_TEST_SCALE", "1"))


def times(count: int) -> int:
    """`count` in the suite, more in a long run."""
    return count * SCALE
