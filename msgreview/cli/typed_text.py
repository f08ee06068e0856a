"""A text that a user hands over: in a file, or typed."""

import sys
from pathlib import Path

from msgreview.catalogue.edits import with_line_feeds
from msgreview.catalogue.files import require_content
from msgreview.cli import output
from msgreview.model.errors import UsageError

TYPED = "<text>"
"""What stands for the name of a text from standard input."""


def read_text(file: Path | None) -> tuple[str, str]:
    """The text of a file, or of standard input for none and for `-`, with line feeds alone; and the name to print for it.

    UsageError where it cannot be read.
    """
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            output.say("Type or paste the text, then press Ctrl-D on a line of its own.")
        data, name = sys.stdin.buffer.read(), TYPED
    else:
        data, name = require_content(file), file.as_posix()
    try:
        return with_line_feeds(data.decode("utf-8-sig")), name
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8 and try again.") from None
