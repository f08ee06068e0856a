"""Watches files and calls when some change: by looking at them now and then, which works on every disk and share."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Never

from msgreview.cli import output
from msgreview.cli.errors import quiet
from msgreview.model.errors import MsgReviewError
from msgreview.report.summary import count

_PAUSE = 0.4
"""Least seconds between two looks."""
_SHARE = 20
"""How much longer than a look the pause after it is at least."""
_NAMED = 3
"""Most files that are named as changed."""

_Times = dict[Path, tuple[int, int]]
"""File → when it was changed, in nanoseconds, and how large it is."""


def watch(files: Callable[[], Iterable[Path]], call: Callable[[Sequence[Path]], None]) -> Never:
    """Calls with no path at first, and then with those that have changed, until the user stops it.

    Files that are new or gone count as changed. `files` is called for each look.
    """
    with quiet():
        before = _times(files)
        call([])
        while True:
            output.finish()
            output.say(f"Watching {count(len(before), 'file')}. Ctrl-C ends it.")
            before, changed = _next_change(files, before)
            names = ", ".join(path.name for path in changed[:_NAMED]) + (", …" if len(changed) > _NAMED else "")
            output.say("", f"{datetime.now(UTC).astimezone():%H:%M:%S} changed: {names}")
            call(changed)


def _next_change(files: Callable[[], Iterable[Path]], before: _Times) -> tuple[_Times, list[Path]]:
    """Waits until files differ; how they are now, and which of them are new, gone or otherwise."""
    while True:
        start = monotonic()
        now = _times(files, before)
        changed = [path for path in now.keys() | before.keys() if now.get(path) != before.get(path)]
        if changed:
            return now, sorted(changed)
        sleep(max(_PAUSE, _SHARE * (monotonic() - start)))


def _times(files: Callable[[], Iterable[Path]], otherwise: Iterable[Path] = ()) -> _Times:
    """The files as they are; where their list cannot be had because the settings are being edited, those of `otherwise`."""
    times: _Times = {}
    try:
        paths = list(files())
    except MsgReviewError:
        paths = list(otherwise)
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            continue
        times[path] = stat.st_mtime_ns, stat.st_size
    return times
