"""How long a sitting takes to begin, and to show the next message, as somebody at a terminal sees it.

    python benchmarks/sit.py REPOSITORY [--decisions 20]

REPOSITORY is a catalogue in git; a copy of it is sat over. Screens are read from a terminal of its own. Prints the median and the
slowest, and which budgets hold.
"""

import argparse
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from lint import judge

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_READING = 1.0
"""Seconds that a reader takes at least."""


def main() -> None:
    """Measure, print, and end with 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--decisions", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "repository")
        subprocess.run(["git", "clone", "-q", given.repository, folder], check=True)
        os.environ |= {"MSGREVIEW_CACHE": str(Path(name, "cache")), "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        for key, value in (("user.name", "Sam Poe"), ("user.email", "sam@library.example")):
            subprocess.run(["git", "config", key, value], cwd=folder, check=True)
        subprocess.run([sys.executable, "-m", "msgreview", "status"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        _sitting(folder, 1)
        starts, screens = zip(*(_sitting(folder, given.decisions) for _ in range(3)), strict=True)
        shutil.rmtree(folder)
    every = [each for some in screens for each in some]
    print(f"begin: {median(starts):.2f} s, slowest {max(starts):.2f}")
    print(f"next screen: {median(every) * 1000:.0f} ms, slowest {max(every) * 1000:.0f}")
    judge([("seconds to the first message", min(starts), 2.0), ("ms to the next message", median(every) * 1000, 100)])


def _sitting(folder: Path, decisions: int) -> tuple[float, list[float]]:
    """Seconds to the first message, and to each next one after a key."""
    terminal, other = pty.openpty()
    began = time.perf_counter()
    command = [sys.executable, "-m", "msgreview", "review", "sit"]
    with subprocess.Popen(command, cwd=folder, stdin=other, stdout=other, stderr=other, start_new_session=True) as process:
        os.close(other)
        _until(terminal, "keep")
        start = time.perf_counter() - began
        screens = []
        for _ in range(decisions):
            time.sleep(_READING)
            _drained(terminal)
            pressed = time.perf_counter()
            os.write(terminal, b"k")
            _until(terminal, "never|unreviewed|changed|approved")
            screens.append(time.perf_counter() - pressed)
        time.sleep(_READING)
        os.write(terminal, b"q")
        _until(terminal, "Next: msgreview")
        process.wait()
    os.close(terminal)
    return start, screens


def _until(terminal: int, words: str) -> None:
    shown = ""
    while not re.search(words, shown):
        shown += _ESCAPES.sub("", os.read(terminal, 1 << 16).decode("utf-8", "replace"))


def _drained(terminal: int) -> None:
    while select.select([terminal], [], [], 0)[0]:
        os.read(terminal, 1 << 16)


if __name__ == "__main__":
    main()
