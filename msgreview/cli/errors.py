"""How a run ends: 0 clean, 1 findings, 2 usage or configuration, 3 internal error, 130 interrupted."""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from msgreview import __version__
from msgreview.cli.output import finish, say
from msgreview.model.errors import MsgReviewError

CLEAN, FINDINGS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130

_SHOWN = 80
"""Characters of a file's name that are shown."""
_CHECK = "Check how its name is written and what may be done with it, and try again."
_NEXT = {
    errno.ENAMETOOLONG: "Give it a shorter name.",
    errno.ENOSPC: "Make room on the disk, and try again.",
    errno.EDQUOT: "Make room on the disk, and try again.",
    errno.EMFILE: "Close other programs, and try again.",
    errno.ENFILE: "Close other programs, and try again.",
    errno.ENOMEM: "Close other programs, and try again.",
}


class QuietExit(SystemExit):
    """The user stopped what only ends when it is stopped, so that there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(INTERRUPTED)


@contextmanager
def quiet() -> Iterator[None]:
    """Lets an interrupt end the run without a word."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as error:
        if isinstance(error, KeyboardInterrupt) or error.code == INTERRUPTED:
            raise QuietExit from None
        raise


@contextmanager
def plain_endings() -> Iterator[None]:
    """Turns every exception into one clear message and its exit code."""
    previous = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
        finish()
    except MsgReviewError as error:
        text = str(error)
        say(*(["msgreview: this has to be mended first.", text] if "\n" in text else [f"msgreview: {text}"]))
        sys.exit(USAGE)
    except QuietExit:
        raise
    except (KeyboardInterrupt, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code != INTERRUPTED:  # Typer makes an exit of most interrupts.
            raise
        say("msgreview: stopped. Nothing was left half-written.")
        sys.exit(INTERRUPTED)
    except OSError as error:
        say(f"msgreview: {_in_words(error)}")
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - the one place that catches everything
        say(
            f"msgreview: something went wrong inside msgreview {__version__}, and it is not your fault.",
            "Please report it with the lines below, and the message file if you may share it.",
            "".join(traceback.format_exception(error)).rstrip(),
        )
        sys.exit(INTERNAL)
    finally:
        signal.signal(signal.SIGTERM, previous or signal.SIG_DFL)


def _in_words(error: OSError) -> str:
    """What the machine refused, with the file and a next step."""
    name = str(error.filename or "")
    where = f"'{name[:_SHOWN]}…'" if len(name) > _SHOWN else f"'{name}'" if name else "a file"
    what = os.strerror(error.errno) if error.errno else str(error)
    return f"{where} could not be read or written: {what}. {_NEXT.get(error.errno or 0, _CHECK)}"


def _leave(*_: object) -> Never:
    """Ends on a signal, as a cancelled CI job gets one: what this process has started or opened is put away first."""
    raise SystemExit(128 + signal.SIGTERM)
