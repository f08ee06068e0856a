"""Watches files and calls when some change: by looking at them now and then, which works on every disk and share."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Never

from msgreview.catalogue.files import FileStamp, file_stamp
from msgreview.cli import output
from msgreview.cli.errors import quiet
from msgreview.model.errors import MsgReviewError
from msgreview.report.lines import count

_PAUSE = 0.4
"""Least seconds between two looks."""
_SETTLES = 0.1
"""Seconds between two looks at files that are being written."""
_SHARE = 20
"""How much longer than a look the pause after it is at least."""
_NAMED = 3
"""Most files that are named as changed."""

_Stamps = dict[Path, FileStamp]


def watch(files: Callable[[], Iterable[Path]], call: Callable[[Sequence[Path]], None]) -> Never:
    """Calls with no path at first, and then with those that have changed, until the user stops it.

    Files that are new or gone count as changed. `files` is called for each look.
    """
    with quiet():
        before = _stamps(files)
        call([])
        while True:
            output.finish()
            output.say(f"Watching {count(len(before), 'file')}. Ctrl-C ends it.")
            before, changed = _next_change(files, before)
            names = ", ".join(path.name for path in changed[:_NAMED]) + (", …" if len(changed) > _NAMED else "")
            output.say("", f"{datetime.now(UTC).astimezone():%H:%M:%S} changed: {names}")
            call(changed)


def _next_change(files: Callable[[], Iterable[Path]], before: _Stamps) -> tuple[_Stamps, list[Path]]:
    """Waits until files differ and are written; how they are now, and which of them are new, gone or otherwise.

    A file counts as written when a second look sees it as the first did: many editors empty a file before they fill it.
    """
    now = before
    while True:
        start = monotonic()
        last, now = now, _stamps(files, before)
        changed = [path for path in now.keys() | before.keys() if now.get(path) != before.get(path)]
        if changed and now == last:
            return now, sorted(changed)
        sleep(_SETTLES if changed else max(_PAUSE, _SHARE * (monotonic() - start)))


def _stamps(files: Callable[[], Iterable[Path]], otherwise: Iterable[Path] = ()) -> _Stamps:
    """The files as they are; where their list cannot be had because the settings are being edited, those of `otherwise`."""
    try:
        paths = list(files())
    except MsgReviewError:
        paths = list(otherwise)
    return {path: stamp for path in paths if (stamp := file_stamp(path))}
