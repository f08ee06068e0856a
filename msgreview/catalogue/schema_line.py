"""The comment by which a YAML file names its schema, so that any editor that knows YAML completes and checks it, offline.

The schemas lie in the catalogue, and the comment leads there from the file's own folder.
"""

import os
import re
from pathlib import Path, PurePosixPath

FOLDER = PurePosixPath(".msgreview/schemas")
"""Where the schemas are, from the root of a catalogue."""
_LINE = re.compile(r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*?(#[ \t]*yaml-language-server:[ \t]*\$schema=(\S+)[ \t]*(?:\r?\n|\Z))")


def schema_file(root: Path, kind: str) -> Path:
    """Where the schema of a kind of file is."""
    return root / FOLDER / f"{kind}.schema.json"


def schema_line(root: Path, path: Path, kind: str = "message") -> str:
    """The comment that names the schema of the file at `path`, with its line end; "" for one outside of the catalogue."""
    start, target = (Path(os.path.abspath(each)) for each in (path.parent, schema_file(root, kind)))  # noqa: PTH100 - links stay
    if not start.is_relative_to(os.path.abspath(root)):  # noqa: PTH100
        return ""
    return f"# yaml-language-server: $schema={Path(os.path.relpath(target, start)).as_posix()}\n"


def without_schema_line(text: str) -> tuple[str, str]:
    """The first comment that names a schema, "" where there is none, and the text without it. It stands above all else."""
    match = _LINE.match(text)
    return (match[1], text[: match.start(1)] + text[match.end(1) :]) if match else ("", text)


def with_schema_line(text: str, root: Path, path: Path, kind: str = "message") -> str:
    """The text of a file with the comment that names its schema, in the place of one that names none that is there.

    Any other schema that is named stays.
    """
    line = schema_line(root, path, kind)
    match = _LINE.match(text)
    if match is None:
        end = "\r\n" if "\r\n" in text else "\n"
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return mark + line.replace("\n", end) + text.removeprefix("\ufeff")
    named = match[2]
    if not line or ":" in named or (path.parent / named).exists():
        return text
    return text[: match.start(2)] + line.partition("=")[2].rstrip() + text[match.end(2) :]
