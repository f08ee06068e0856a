"""The pictures of the README: real runs over the sample catalogue, in a terminal of their own, kept as SVG.

    python docs/pictures.py [FOLDER]      (docs/pictures where no folder is given; `make pictures`)

The same catalogue, rubrics and code give the same bytes: the day, the size of the terminal and the names in the files are fixed.
"""

import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
DAY = "2026-11-23"
COLUMNS, ROWS = 92, 50
PICTURES = {
    "lint": "lint messages/drafts/renewal-no.yaml",
    "show": "show drafts.renewal-no",
    "preview": "preview drafts.room-answer",
}
"""Name → the command that it shows, without the day."""

_FONT_FACES = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def picture(name: str) -> str:
    """The SVG of one picture's command and what it prints."""
    from rich.console import Console
    from rich.text import Text

    command = PICTURES[name]
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="standard", legacy_windows=False
    )
    console.print(Text.assemble(("$ ", "dim"), (f"msgreview {command}", "bold")), end="\n\n")
    console.print(Text.from_ansi(_printed([*shlex.split(command), "--as-of", DAY])))
    # The fonts would be fetched from elsewhere; without them the reader's own monospace font is used.
    return _FONT_FACES.sub("", console.export_svg(title="msgreview", unique_id=f"msgreview-{name}"))


def _printed(arguments: list[str]) -> str:
    """What a run prints on a terminal as its result; talk goes elsewhere. Raises RuntimeError with the talk where it fails."""
    shown, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    with tempfile.TemporaryDirectory() as cache:
        environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "LINES")}
        environment |= {"TERM": "xterm-256color", "MSGREVIEW_CACHE": cache, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "msgreview", *arguments]
        run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=terminal, stderr=subprocess.PIPE)
        os.close(terminal)
        printed = b"".join(_chunks(shown))
        _, talk = run.communicate()
        if run.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(command)} ended with {run.returncode}: {talk.decode()}")
    return printed.decode("utf-8").replace("\r\n", "\n").rstrip("\n")


def _chunks(terminal: int) -> "list[bytes]":
    """Everything written to the other end until it is closed, which Linux reports as an error and others as an end."""
    chunks = []
    try:
        while chunk := os.read(terminal, 65536):
            chunks.append(chunk)
    except OSError:
        pass
    finally:
        os.close(terminal)
    return chunks


def main() -> None:
    """Write every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        (folder / f"{name}.svg").write_text(picture(name), encoding="utf-8")


if __name__ == "__main__":
    main()
