"""Retells the history of any git repository as the history of a catalogue, to measure and check the review on real histories.

    python benchmarks/replay.py REPOSITORY OUT [--suffixes .md,.txt,.html,.mjml] [--stamps]

Every text file becomes a message with its text as body; writers, dates, merges, renames and deletions stay as they were. A file
that git sees renamed keeps its id. Nothing but the texts goes over: no attributes, links, submodules or hooks.

With `--stamps` every second commit also records that its author approved one of the messages, so that there are reviews to check:
of somebody else's words, or of their own, on the main line or on a branch. A merge takes over the later stamp of its sides.
"""

import argparse
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

import yaml


class Retold(NamedTuple):
    """A file of the catalogue: the message's id, the original content by git's id, and its stamp."""

    id: str
    blob: str
    stamp: tuple[str, str] = ("", "")
    """The day and who approved; empty where nobody did."""


class Retelling:
    """Turns the stream of `git fast-export --no-data` into one for `git fast-import`."""

    def __init__(self, source: Path, suffixes: tuple[str, ...], *, stamps: bool = False) -> None:
        self.source = source
        self.suffixes = suffixes
        self.stamps = stamps
        self.files: dict[str, dict[str, Retold]] = {}
        """Mark of a commit → path → file."""
        self.cat = subprocess.Popen(["git", "-C", source, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def stream(self) -> Iterator[bytes]:
        """The commands for `git fast-import`."""
        command = ["git", "-C", self.source, "fast-export", "--no-data", "-M90%", "--signed-tags=strip", "--reencode=yes", "HEAD"]
        export = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert export.stdout
        lines = export.stdout
        mark, author, parents, here = "", b"", list[str](), dict[str, Retold]()
        for line in lines:
            if line.startswith(b"commit "):
                yield b"commit refs/heads/main\n"
                parents, here = [], {}
            elif line.startswith((b"mark ", b"from ", b"merge ")):
                word, _, name = line.decode().strip().partition(" ")
                if word == "mark":
                    mark = name
                else:
                    parents.append(name)
                    here = dict(self.files[name]) if word == "from" else here
                self.files[mark] = here
                yield line
            elif line.startswith(b"data "):
                size = int(line[5:])
                yield line + lines.read(size) + b"\n"
            elif line.startswith((b"author ", b"committer ")):
                author = line if line.startswith(b"author ") else author
                yield line
            elif line.startswith((b"M ", b"D ", b"R ", b"C ")):
                yield from self._file(line.decode("utf-8", "surrogateescape").rstrip("\n"), here, parents)
            elif line == b"\n" and self.stamps and mark:
                yield from self._stamps(mark, author, here, parents)
                mark = ""
            elif line.startswith(b"reset "):
                continue
        export.communicate()
        yield b"done\n"

    def _file(self, line: str, here: dict[str, str], parents: list[str]) -> Iterator[bytes]:
        kind, rest = line[0], line[2:]
        if kind == "M":
            mode, blob, path = rest.split(" ", 2)
            if mode in ("100644", "100755") and self._is_text(path):
                others = (self.files[parent].get(path) for parent in parents[1:])
                there = here.get(path) or next(filter(None, others), None) or Retold(self._new_id(path, here), blob)
                here[path] = there._replace(blob=blob)
                yield self._written(path, here[path])
        elif kind == "D":
            if here.pop(rest, None):
                yield f"D {_target(rest)}\n".encode()
        elif kind in "RC":
            old, new = (plain or quoted for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|([^ "]+)', rest))
            if old in here and self._is_text(new):
                here[new] = here.pop(old)
                yield f"R {_target(old)} {_target(new)}\n".encode()

    def _stamps(self, mark: str, author: bytes, here: dict[str, Retold], parents: list[str]) -> Iterator[bytes]:
        """The stamps that a commit writes, or takes over from the other side of a merge."""
        if len(parents) > 1:
            stamps = {file.id: file.stamp for parent in parents for file in self.files[parent].values()}
            for parent in parents:
                for file in self.files[parent].values():
                    stamps[file.id] = max(stamps[file.id], file.stamp)
            changed = {path: file._replace(stamp=stamps.get(file.id, file.stamp)) for path, file in here.items()}
        else:
            who, _, when = author.decode("utf-8", "replace").removeprefix("author ").strip().rpartition("> ")
            chance = int(sha1(mark.encode() + author).hexdigest(), 16)
            path = sorted(here)[chance // 2 % len(here)] if here and chance % 2 and who else ""
            day = datetime.fromtimestamp(int(when.split()[0]), UTC).date().isoformat()
            changed = {path: here[path]._replace(stamp=(day, who + ">"))} if path and day > here[path].stamp[0] else {}
        for path, file in changed.items():
            if file != here[path]:
                here[path] = file
                yield self._written(path, file)

    def _written(self, path: str, file: Retold) -> bytes:
        text = message(file.id, self._content(file.blob), file.stamp)
        return f"M 100644 inline {_target(path)}\ndata {len(text)}\n".encode() + text + b"\n"

    def _new_id(self, path: str, here: dict[str, Retold]) -> str:
        """An id that no message has: that of a path may have moved away with its first text."""
        name = _slug(path)
        while any(file.id == name for file in here.values()):
            name += "-next"
        return name

    def _is_text(self, path: str) -> bool:
        return path.endswith(self.suffixes) and '"' not in path and "\\" not in path

    def _content(self, blob: str) -> bytes:
        assert self.cat.stdin
        assert self.cat.stdout
        self.cat.stdin.write(blob.encode() + b"\n")
        self.cat.stdin.flush()
        size = int(self.cat.stdout.readline().split()[2])
        data = self.cat.stdout.read(size)
        self.cat.stdout.read(1)
        return data


def message(name: str, text: bytes, stamp: tuple[str, str] = ("", "")) -> bytes:
    """A message file with a text as its body, and the day and the name of a stamp.

    Braces become brackets, so that nothing in it is template code.
    """
    body = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("{", "(").replace("}", ")")
    facts: dict[str, object] = {
        "id": name,
        "kind": "scripted",
        "channel": "email",
        "owner": "desk@library.example",
        "body": body or "-",
    }
    if stamp[1]:
        facts |= {"review": {"last": stamp[0], "by": stamp[1], "decision": "keep"}}
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100).encode()


def _slug(path: str) -> str:
    """An id made of a path: `docs/How to.md` is `docs.how-to-md`."""
    parts = Path(path).parts
    return ".".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") or "x" for part in parts)


def _target(path: str) -> str:
    return f'"messages/{path}.yaml"'


def retell(source: Path, out: Path, suffixes: tuple[str, ...], *, stamps: bool = False) -> None:
    """Makes the repository `out`."""
    subprocess.run(["git", "init", "-q", "-b", "main", out], check=True)
    load = subprocess.Popen(["git", "-C", out, "fast-import", "--quiet", "--done", "--force"], stdin=subprocess.PIPE)
    assert load.stdin
    retelling = Retelling(source, suffixes, stamps=stamps)
    for piece in retelling.stream():
        load.stdin.write(piece)
    retelling.cat.communicate()
    load.stdin.close()
    if load.wait():
        raise SystemExit(f"git fast-import ended with {load.returncode}")
    subprocess.run(["git", "-C", out, "checkout", "-q", "-f", "main"], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--suffixes", default=".md,.txt,.html,.mjml")
    parser.add_argument("--stamps", action="store_true")
    given = parser.parse_args()
    retell(given.repository, given.out, tuple(given.suffixes.split(",")), stamps=given.stamps)
