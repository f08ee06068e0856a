"""The last answer of a command that only reads, given again while nothing that it came from has changed.

A run notes what Python opens and lists on its way (see `sys.addaudithook`), so that no command has to say what it reads. As in
the index of git, a file counts as unchanged while its size, its times and its place on the disk are the same.
"""

import json
import os
import site
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import Any, NamedTuple, Self

from msgreview import __version__
from msgreview.catalogue.caches import cache_folder
from msgreview.model.blake2 import blake2b

_COMMANDS = ("lint", "status", "check")
_FRESH = ("--no-cache", "--watch")
_PASSING = ("_", "OLDPWD", "SHLVL")
"""Variables that shells change from command to command."""
_SYSTEM = ("/proc/", "/dev/", "/sys/")
_CODE = (".py", ".pyc", ".so", ".pyd")
_TEXTS = (".yaml", ".yml")
_LONGEST = 8_000_000
"""Characters of the longest answer that is kept."""
_TICK = 10_000_000
"""Nanoseconds by which the time stamp of a change may lie before it."""
_EVENTS = ("open", "os.scandir", "os.listdir", "os.rename", "subprocess.Popen")
"""Of those that Python raises (docs.python.org, Audit events table)."""
_TOOLS = (Path(os.__file__).parent, Path(__file__).parents[1], *map(Path, site.getsitepackages()))
"""Folders of code. What else lies below the prefix of Python may be a catalogue's, such as /usr/src."""
_PROBED = ("msgreview.yaml", ".git", ".mailmap", ".gitmodules")
"""What changes an answer where it comes to stand in a folder, or in one above."""
_GIT_SETTINGS = ("~/.gitconfig", "~/.config/git/config", "/etc/gitconfig")
_UNREAD = ("objects", "logs", "hooks", "lfs")
"""Folders of a repository in which nothing changes that is told by another file there, or that is of use to git alone."""

Stat = tuple[int, ...]
"""Size, times and place of a file or folder; empty where there is none."""


class Answer(NamedTuple):
    """What a run printed, and how it ended."""

    said: list[tuple[bool, str]]
    """In order; true for what went to stderr."""
    code: int

    def give(self) -> int:
        """Prints the answer; its exit code."""
        try:
            for is_talk, text in self.said:
                (sys.stderr if is_talk else sys.stdout).write(text)
            sys.stdout.flush()
        except BrokenPipeError:  # A reader that has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return self.code


class Question(NamedTuple):
    """A command in its folder, on its day, in its terminal."""

    file: Path
    """Where its answer is kept: one for each folder, command and kind of terminal."""
    key: str
    """Covers the tool, the arguments, the environment and the day."""

    def answer(self) -> Answer | None:
        """The answer that still holds; None where there is none."""
        with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):  # There is none, or its file is damaged.
            key, inputs, said = self.file.read_bytes().split(b"\n")
            if key.decode() == self.key and all(_stat(path) == tuple(was) for path, was in json.loads(inputs).items()):
                return Answer(*json.loads(said))
        return None


def question(arguments: Sequence[str]) -> Question | None:
    """What is asked; None where the answer depends on more than files, or the command writes."""
    if not arguments or arguments[0] not in _COMMANDS or not {*_FRESH}.isdisjoint(arguments):
        return None
    if arguments[0] == "check" and not any(map(os.path.isfile, arguments[1:])):
        return None  # It reads what is typed.
    try:
        here = str(Path.cwd())
    except OSError:
        return None
    streams = [(stream.isatty(), stream.encoding) for stream in (sys.stdout, sys.stderr)]
    columns = os.get_terminal_size().columns if streams[0][0] else 0
    environment = sorted((name, value) for name, value in os.environ.items() if name not in _PASSING)
    days = [time.strftime("%Y-%m-%d", on) for on in (time.localtime(), time.gmtime())]
    tool = [__version__, sys.version, sys.executable, getattr(os, "getuid", int)()]
    key = _digest(repr([*tool, *arguments, here, *streams, columns, *environment, *days]))
    return Question(cache_folder() / "answers" / f"{_digest(repr([here, arguments[0], streams]))}.json", key)


class Recording:
    """Notes what a run reads and prints, and keeps that as the answer to a question if the run ends as it should.

    A run that leaves a file outside the tool's cache, or starts a program other than git, has no answer to be given again.
    """

    def __init__(self, question: Question, start: int = 0) -> None:
        """`start` is when the run begins, in nanoseconds since 1970, 0 for now: what changes later may not be what was read."""
        self._question = question
        self._start = start
        self._cache = cache_folder().absolute()
        self._names: dict[str, set[Any]] = {event: set() for event in _EVENTS}
        """What was opened, listed and started, as it was named; files that were written are among those that got a new name."""
        self._said: list[tuple[bool, str]] = []
        self._room = _LONGEST
        self._is_on = True

    def __enter__(self) -> Self:
        from msgreview.cli import output

        with suppress(OSError):
            if not self._cache.exists():  # The folder that it lies in may be one that is read, and must not change later.
                self._cache.mkdir(parents=True)
                time.sleep(2 * _TICK / 1e9)
        self._start = self._start or time.time_ns()
        sys.addaudithook(self._note)
        output.listeners.append(self._hear)
        return self

    def __exit__(self, _: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_on = False
        from msgreview.cli import output

        code = error.code if isinstance(error, SystemExit) else None
        is_whole = self._room >= 0 and self._hear in output.listeners
        only_git = all(Path(os.fsdecode(name or ".")).stem == "git" for name in self._names["subprocess.Popen"])
        if not is_whole or code not in (0, 1) or not only_git or any(map(os.path.isfile, self._paths("os.rename"))):
            return
        with suppress(OSError, ValueError):
            inputs = self._inputs()
            if all(max(stat[1:3]) < self._start - _TICK for stat in inputs.values() if stat):
                from msgspec.json import encode  # It is there by now, and faster than what the next run reads with.

                from msgreview.catalogue.atomic import write_atomic

                parts = self._question.key.encode(), encode(inputs), encode(Answer(self._said, int(code or 0)))
                write_atomic(self._question.file, b"\n".join(parts), lasting=False)

    def _hear(self, is_talk: bool, text: str) -> None:
        self._room -= len(text)
        self._said.append((is_talk, text))
        if self._room < 0:
            self._said.clear()

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Called by Python for everything that a program might be watched for."""
        names = self._names.get(event)
        if names is None or not self._is_on:
            return
        name = arguments[1] if event == "os.rename" else arguments[0]
        if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            names = self._names["os.rename"]
        if not (isinstance(name, str) and name.endswith(_CODE)):
            names.add(name)

    def _paths(self, event: str) -> set[str]:
        """The paths of an event that are neither the tool's own nor the system's."""
        paths = {_absolute(name) for name in self._names[event] if not isinstance(name, int)}
        apart = (f"{self._cache}{os.sep}", *_SYSTEM)
        return {path for path in paths if not f"{path}{os.sep}".startswith(apart)}

    def _inputs(self) -> dict[str, Stat]:
        """All that the run came from, and what would have been read had it been there, by path."""
        files = {path: _stat(path) for path in self._paths("open")}
        texts = (path for path, stat in files.items() if stat and path.lower().endswith(_TEXTS) and S_ISREG(stat[-1]))
        others = map(str, self._others({*map(os.path.dirname, texts)}))
        return files | {path: _stat(path) for path in {*others} - files.keys()}

    def _others(self, folders_of_texts: set[str]) -> Iterator[str | Path]:
        """What the run came from besides the files that it opened."""
        yield from filter(None, (getattr(module, "__file__", None) for module in [*sys.modules.values()]))
        yield from sys.path
        yield from (each for each in map(_absolute, sys.argv[1:]) if os.access(each, os.F_OK))
        touched = self._paths("os.scandir") | self._paths("os.listdir") | folders_of_texts
        tried = (Path(each) for each in touched)
        folders = {folder for folder in tried if not any(folder.is_relative_to(tool) for tool in _TOOLS)} | {Path.cwd()}
        yield from folders
        for folder in folders:
            with suppress(OSError), os.scandir(folder) as inside:
                yield from (each.path for each in inside if each.name.lower().endswith(_TEXTS))
        asks_git = self._names["subprocess.Popen"]
        for place in folders.union(*(folder.parents for folder in folders)):
            yield from (place / name for name in _PROBED)
            if asks_git:
                yield from _repository(place / ".git")
        if asks_git:
            yield from (Path(each).expanduser() for each in _GIT_SETTINGS)


def _absolute(path: str | bytes | os.PathLike[str] | None) -> str:
    return os.path.join(os.getcwd(), os.fsdecode(path or "."))  # noqa: PTH109, PTH118 - thousands


def _repository(git: Path) -> Iterator[Path]:
    """The files and folders in which a repository says where it stands; its `.git` may be a file that names the folder."""
    with suppress(OSError):
        git = git.parent / git.read_text().removeprefix("gitdir:").strip()
        git /= (git / "commondir").read_text().strip()
    for folder, folders, files in os.walk(git):
        folders[:] = [name for name in folders if name not in _UNREAD]
        yield from (Path(folder, name) for name in ("", *files))


def _stat(path: str | Path) -> Stat:
    try:
        stat = os.stat(path)  # noqa: PTH116 - thousands
    except (OSError, ValueError):
        return ()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_mode


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
