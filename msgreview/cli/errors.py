"""How a run ends: 0 clean, 1 findings, 2 usage or configuration, 3 internal error, 130 interrupted."""

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
    except (KeyboardInterrupt, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code != INTERRUPTED:  # Typer makes an exit of most interrupts.
            raise
        say("msgreview: stopped. Nothing was left half-written.")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one place that catches everything
        say(
            f"msgreview: something went wrong inside msgreview {__version__}, and it is not your fault.",
            "Please report it with the lines below, and the message file if you may share it.",
            "".join(traceback.format_exception(error)).rstrip(),
        )
        sys.exit(INTERNAL)
    finally:
        signal.signal(signal.SIGTERM, previous or signal.SIG_DFL)


def _leave(*_: object) -> Never:
    """Told to end, as a cancelled CI job is: what this process has started or opened is put away first."""
    raise SystemExit(128 + signal.SIGTERM)
