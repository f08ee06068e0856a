"""Git repositories for tests: told as data (`cases/history.yaml`) or made step by step."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from msgreview.catalogue.files import find_files
from msgreview.catalogue.settings import load_settings
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, open_context
from msgreview.history.log_reader import History
from msgreview.history.stamp import with_stamp
from msgreview.history.worktree import MessageFile, load_catalogue
from msgreview.model.message import Decision, Stamp

ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
PEOPLE = {name: f"{name.title()} <{name}@library.example>" for name in ("ann", "bob", "cleo")}
DEFAULTS = {"kind": "scripted", "channel": "email", "owner": "desk@library.example"}

Files = dict[str, bytes]


def text_of(content: Any) -> bytes:
    """A file: as text, as a message, or as a list of messages; each message is completed by `DEFAULTS`."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    if isinstance(content, list):
        return _dump({**DEFAULTS, "messages": content})
    return _dump({"id": content["id"], **DEFAULTS, **content})


def _dump(value: Mapping[str, Any]) -> bytes:
    return yaml.safe_dump(dict(value), sort_keys=False, allow_unicode=True).encode()


class Repo:
    """A repository in a folder, made with real commits."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)
        self.be("ann")

    def git(self, *arguments: str, stdin: bytes | None = None, **environment: str) -> str:
        """What a git command prints."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=os.environ | ISOLATED | environment,
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert not done.returncode, (arguments, done.stderr.decode())
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def be(self, who: str) -> None:
        """Who works here."""
        name, _, mail = PEOPLE.get(who, who).rstrip(">").partition(" <")
        self.git("config", "user.name", name)
        self.git("config", "user.email", mail)

    def write(self, files: Mapping[str, Any]) -> None:
        """Puts files in the work tree; None takes one away."""
        for path, content in files.items():
            at = self.folder / path
            if content is None:
                at.unlink()
            else:
                at.parent.mkdir(parents=True, exist_ok=True)
                at.write_bytes(text_of(content))

    def commit(
        self, files: Mapping[str, Any] | None = None, by: str = "ann", day: str = "2026-01-01", says: str = "Change"
    ) -> str:
        """Commits all that is in the work tree, these files included."""
        self.write(files or {})
        self.git("add", "-A")
        who = PEOPLE.get(by, by)
        when = {"GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        self.git("commit", "-q", "--allow-empty", f"--author={who}", f"--date={day}T12:00:00Z", "-m", says, **when)
        return self.git("rev-parse", "HEAD")

    def review(
        self,
        today: str = "2026-06-01",
        store: Path | None = None,
        root: str = "",
        messages: Sequence[str] = ("messages",),
        timeout: float = 60,
    ) -> ReviewContext:
        """The catalogue as the commands see it."""
        top = self.folder / root
        settings = load_settings(top, date.fromisoformat(today))
        found = find_files([top / each for each in messages if (top / each).exists()], top)
        return open_context(settings, found, HistoryCache(store, timeout))

    def history(self, **options: Any) -> History:
        history = self.review(**options).history
        assert history
        return history

    def stamp(self, path: str, id_: str, by: str, day: str, decision: Decision = "keep", **more: Any) -> bytes:
        """A file of the work tree with a stamp for what it says now."""
        return stamped(self._files(), path, id_, by, day, decision, **more)

    def _files(self) -> Files:
        return {str(at.relative_to(self.folder)): at.read_bytes() for at in self.folder.rglob("*.yaml")}


def stamped(files: Files, path: str, id_: str, by: str, day: str, decision: Decision = "keep", **more: Any) -> bytes:
    """A file with a stamp for what its message says among these files."""
    kept = [MessageFile(each, each, data) for each, data in files.items() if each.endswith(".yaml")]
    catalogue = load_catalogue(kept, {}, HistoryCache(None))
    told = {"seen": catalogue.messages[id_].fingerprint} | more
    return with_stamp(
        files[path], path, id_, Stamp(last=date.fromisoformat(day), by=PEOPLE.get(by, by), decision=decision, **told)
    )


class Teller:
    """Commits told as data, written by one `git fast-import`.

    A step is a mapping: `by`, `day` (the committer's is `at`, if another), `zone` (the days are noons in UTC; the committer's is
    `there`), `says`; `write` (path → content), `move` (old → new path or folder), `remove` (paths), `stamp` (id → fields of the
    stamp, made for the words as they are), `crlf` (paths);
    `branch` is where it happens (new ones start at the tip of main, or of `from`; from nothing, where there is no such branch);
    `merges` names the branches it joins: files that only one side changed are that side's; the rest is for `write` to say.
    """

    def __init__(self) -> None:
        self.stream: list[bytes] = []
        self.tips: dict[str, tuple[int, Files]] = {}
        self.forks: dict[str, Files] = {}
        self.day = "2026-01-01"

    def tell(self, step: Mapping[str, Any]) -> None:
        """One commit more."""
        branch, mark = step.get("branch", "main"), len(self.stream) + 1
        if branch not in self.tips and self.tips:
            self.tips[branch] = self.tips.get(step.get("from", "main"), (0, {}))
            self.forks[branch] = self.tips[branch][1]
        parent, old = self.tips.get(branch, (0, {}))
        others = [self.tips[name] for name in step.get("merges", [])]
        files = dict(old)
        for name in step.get("merges", []):
            files = _joined(self.forks.get(name, {}), files, self.tips[name][1])
        self._apply(step, files)
        self.stream.append(self._commit(step, branch, mark, parent, [other for other, _ in others], files))
        self.tips[branch] = mark, files

    def _apply(self, step: Mapping[str, Any], files: Files) -> None:
        self.day = str(step.get("day", self.day))
        for old, new in step.get("move", {}).items():
            for path in [each for each in files if each == old or each.startswith(old + "/")]:
                files[new + path.removeprefix(old)] = files.pop(path)
        for path in step.get("remove", []):
            files.pop(path, None)
        files |= {path: text_of(content) for path, content in step.get("write", {}).items()}
        for path in step.get("crlf", []):
            files[path] = files[path].replace(b"\n", b"\r\n")
        for id_, fields in step.get("stamp", {}).items():
            path = next(each for each, data in files.items() if f"id: {id_}\n".encode() in data.replace(b"\r", b""))
            told = {"by": step.get("by", "ann"), "day": self.day} | (fields or {})
            files[path] = stamped(files, path, id_, **{key: str(value) for key, value in told.items()})

    def _commit(self, step: Mapping[str, Any], branch: str, mark: int, parent: int, others: list[int], files: Files) -> bytes:
        who, says = step.get("by", "ann"), step.get("says", "Change")
        author, committer = (PEOPLE.get(each, each) for each in (who, step.get("committer", who)))
        made, at = (_seconds(str(step.get(key, self.day))) for key in ("day", "at"))
        zone = step.get("zone", "+0000")
        people = f"author {author} {made} {zone}\ncommitter {committer} {at} {step.get('there', zone)}\n"
        lines = [f"commit refs/heads/{branch}\nmark :{mark}\n{people}".encode()]
        lines += [_data(says.encode())]
        lines += [f"from :{parent}\n".encode()] if parent else []
        lines += [f"merge :{other}\n".encode() for other in others]
        lines += [b"deleteall\n", *(b"M 100644 inline %b\n%b" % (path.encode(), _data(data)) for path, data in files.items())]
        return b"".join(lines)

    def into(self, folder: Path) -> Repo:
        """The repository, with main in its work tree."""
        repo = Repo(folder)
        repo.git("fast-import", "--quiet", "--force", stdin=b"".join(self.stream))
        repo.git("reset", "-q", "--hard", "main")
        return repo


def told(steps: Sequence[Mapping[str, Any]], folder: Path) -> Repo:
    """A repository in which these commits were made."""
    teller = Teller()
    for step in steps:
        teller.tell(step)
    return teller.into(folder)


def _joined(fork: Files, ours: Files, theirs: Files) -> Files:
    """Files after a merge; where both sides changed one, ours."""
    paths = {**ours, **theirs}
    chosen = {path: theirs.get(path) if ours.get(path) == fork.get(path) else ours.get(path) for path in paths}
    return {path: data for path, data in chosen.items() if data is not None}


def _seconds(day: str) -> int:
    from datetime import UTC, datetime

    return (
        int(day) if day.lstrip("-").isdigit() else int(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp())
    )


def _data(data: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(data), data)
