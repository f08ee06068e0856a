"""Retells the history of any git repository as the history of a catalogue, to measure and check the review on real histories.

    python benchmarks/replay.py REPOSITORY OUT [--suffixes .md,.txt,.html,.mjml]

Every text file becomes a message with its text as body; writers, dates, merges, renames and deletions stay as they were. A file
that git sees renamed keeps its id. Nothing but the texts goes over: no attributes, links, submodules or hooks.
"""

import argparse
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml


class Retelling:
    """Turns the stream of `git fast-export --no-data` into one for `git fast-import`."""

    def __init__(self, source: Path, suffixes: tuple[str, ...]) -> None:
        self.source = source
        self.suffixes = suffixes
        self.ids: dict[str, dict[str, str]] = {}
        """Mark of a commit → path → id."""
        self.cat = subprocess.Popen(["git", "-C", source, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def stream(self) -> Iterator[bytes]:
        """The commands for `git fast-import`."""
        command = ["git", "-C", self.source, "fast-export", "--no-data", "-M90%", "--signed-tags=strip", "--reencode=yes", "HEAD"]
        export = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert export.stdout
        lines = export.stdout
        mark, parents, here = "", list[str](), dict[str, str]()
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
                    here = dict(self.ids[name]) if word == "from" else here
                self.ids[mark] = here
                yield line
            elif line.startswith(b"data "):
                size = int(line[5:])
                yield line + lines.read(size) + b"\n"
            elif line.startswith((b"author ", b"committer ")):
                yield line
            elif line.startswith((b"M ", b"D ", b"R ", b"C ")):
                yield from self._file(line.decode("utf-8", "surrogateescape").rstrip("\n"), here, parents)
            elif line.startswith(b"reset "):
                continue
        export.wait()
        yield b"done\n"

    def _file(self, line: str, here: dict[str, str], parents: list[str]) -> Iterator[bytes]:
        kind, rest = line[0], line[2:]
        if kind == "M":
            mode, blob, path = rest.split(" ", 2)
            if mode in ("100644", "100755") and self._is_text(path):
                others = (self.ids[parent].get(path) for parent in parents[1:])
                name = here.setdefault(path, next(filter(None, others), "") or _slug(path))
                text = message(name, self._content(blob))
                yield f"M 100644 inline {_target(path)}\ndata {len(text)}\n".encode() + text + b"\n"
        elif kind == "D":
            if here.pop(rest, None):
                yield f"D {_target(rest)}\n".encode()
        elif kind in "RC":
            old, new = (plain or quoted for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|([^ "]+)', rest))
            if old in here and self._is_text(new):
                here[new] = here.pop(old)
                yield f"R {_target(old)} {_target(new)}\n".encode()

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


def message(name: str, text: bytes) -> bytes:
    """A message file with a text as its body. Braces become brackets, so that nothing in it is template code."""
    body = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("{", "(").replace("}", ")")
    facts = {"id": name, "kind": "scripted", "channel": "email", "owner": "desk@library.example", "body": body or "-"}
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100).encode()


def _slug(path: str) -> str:
    """An id made of a path: `docs/How to.md` is `docs.how-to-md`."""
    parts = Path(path).parts
    return ".".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") or "x" for part in parts)


def _target(path: str) -> str:
    return f'"messages/{path}.yaml"'


def retell(source: Path, out: Path, suffixes: tuple[str, ...]) -> None:
    """Makes the repository `out`."""
    subprocess.run(["git", "init", "-q", "-b", "main", out], check=True)
    load = subprocess.Popen(["git", "-C", out, "fast-import", "--quiet", "--done", "--force"], stdin=subprocess.PIPE)
    assert load.stdin
    for piece in Retelling(source, suffixes).stream():
        load.stdin.write(piece)
    load.stdin.close()
    if load.wait():
        raise SystemExit(f"git fast-import ended with {load.returncode}")
    subprocess.run(["git", "-C", out, "checkout", "-q", "-f", "main"], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--suffixes", default=".md,.txt,.html,.mjml")
    given = parser.parse_args()
    retell(given.repository, given.out, tuple(given.suffixes.split(",")))
