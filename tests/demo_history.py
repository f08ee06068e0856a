"""A repository of the sample catalogue with two years of history by ten people: the same commits, bit for bit, every time.

python tests/demo_history.py FOLDER

It is made for 23 November 2026, on which day every state and every overlay of a review occurs in it. What happened is told in
cases/demo_history.yaml; here is how: texts come as an export, are split, laid out anew, moved, merged and reviewed.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from case_files import load_cases

from msgreview.catalogue.index import references
from msgreview.catalogue.load import load_text
from msgreview.history.cache import HistoryCache
from msgreview.history.record import commit_message
from msgreview.history.stamp import with_stamp
from msgreview.history.worktree import CurrentMessage, MessageFile, load_catalogue
from msgreview.model.message import Message, Stamp

ROOT = Path(__file__).resolve().parents[1]
TOLD: dict[str, Any] = load_cases("demo_history.yaml")
DAY = date(2026, 11, 23)
"""The day that the history is made for."""

_SPLIT, _ONE_LINE_END, _MOVE, _MERGE = date(2025, 2, 10), date(2025, 6, 30), date(2025, 9, 22), date(2026, 3, 12)
_NEW, _BOT = date(2026, 11, 5), date(2026, 5, 11)
_YEAR = timedelta(weeks=52)
_STAMP = re.compile(r"^review:.*\n(?:  .*\n)*", re.MULTILINE)

Files = dict[str, str]
"""Path → text."""


class Stream:
    """Commits as `git fast-import` reads them."""

    def __init__(self) -> None:
        self._stream: list[bytes] = []
        self._branches: dict[str, tuple[int, Files]] = {"main": (0, {})}
        self._last = datetime(2024, 12, 2, 8, tzinfo=UTC)

    def commit(self, files: Files, day: date, who: str, says: str, *, branch: str = "main", merges: str = "") -> None:
        """A commit by `who` after which a branch has these files; a branch that is new starts from main."""
        self._last = max(self._last + timedelta(minutes=7), datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
        stamp = f"{who} {int(self._last.timestamp())} +0000\n"
        parent, known = self._branches.get(branch) or self._branches["main"]
        mark = len(self._stream) + 1
        lines = [
            f"commit refs/heads/{branch}\nmark :{mark}\nauthor {stamp}committer {stamp}".encode(),
            _data(says.strip() + "\n"),
        ]
        lines += [f"from :{parent}\n".encode()] if parent else []
        lines += [f"merge :{self._branches[merges][0]}\n".encode()] if merges else []
        lines += [f"D {path}\n".encode() for path in sorted(known.keys() - files.keys())]
        for path, text in sorted(files.items()):
            if known.get(path) != text:
                lines += [f"M 100644 inline {path}\n".encode(), _data(text)]
        self._stream.append(b"".join(lines))
        self._branches[branch] = mark, dict(files)

    def write(self, folder: Path) -> None:
        """Makes the repository, with its work tree, in a folder that is new or empty."""
        git = ["git", "-C", str(folder), "-c", "core.autocrlf=false"]
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(self._stream), check=True)
        subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n%b\n" % (len(data), data)


class Story:
    """The catalogue on its way through the two years: a file a message, whatever the repository's layout at the time."""

    def __init__(self) -> None:
        samples = _samples()
        self._stamps = {message.id: message.review for text in samples.values() for message in _messages(text) if message.review}
        self._homes = {message.id: path for path, text in samples.items() for message in _messages(text)}
        self._files = _first(samples, self._homes)
        self._late = {path: self._files.pop(path) for path in [self._homes["spaces.lost-property-call"]]}
        self._branch: Files = {}
        self._stream = Stream()

    def tell(self) -> Stream:
        """Plays everything in the order of its days."""
        for day, act in sorted([*_chapters(self), *_edits(self), *_reviews(self)], key=lambda each: each[0]):
            act(day)
        return self._stream

    def commit(self, day: date, who: str, says: str, *, merges: str = "") -> None:
        """Commits what has changed."""
        self._stream.commit(_laid_out(self._files, day), day, _person(who, day), says, merges=merges)

    def edit(self, edit: Mapping[str, Any], day: date) -> None:
        """A change of some text, on main or on a branch."""
        path, branch = _path(edit, self._homes), edit.get("branch", "main")
        if branch == "main":
            self._files[path] = changed(self._files[path], edit["was"], edit["is"])
            self.commit(day, edit["by"], edit["says"])
            return
        self._branch = self._branch or dict(self._files)
        self._branch[path] = changed(self._branch[path], edit["was"], edit["is"])
        self._stream.commit(_laid_out(self._branch, day), day, _person(edit["by"], day), edit["says"], branch=branch)

    def merge(self, day: date, branch: str) -> None:
        """Brings the branch's changes to main."""
        for edit in TOLD["edits"]:
            if edit.get("branch") == branch:
                path = _path(edit, self._homes)
                self._files[path] = self._branch[path]
        self.commit(day, "Ines", f"Merge branch '{branch}'", merges=branch)

    def add(self, day: date) -> None:
        """A message that nobody has reviewed yet."""
        self._files |= self._late
        self.commit(day, "Samir", "A script for calls about lost property")

    def plain_review(self, id_: str, day: date) -> None:
        """What the sample's stamp says; its own edits are in the history before it."""
        stamp = self._stamps[id_]
        decision = "retire" if stamp.decision == "retire" and day.year == stamp.last.year else "keep"
        note = stamp.note if day == stamp.last else ""
        self.review(day, {"message": id_, "by": stamp.by, "decision": decision, "note": note, "every": stamp.every})

    def review(self, day: date, review: Mapping[str, Any]) -> None:
        """A review, with the reviewer's own words in the same commit where there are some."""
        path = self._homes[review["message"]]
        if "is" in review:
            self._files[path] = changed(self._files[path], review["was"], review["is"])
        current = self._held(review["message"])
        quoted = {name: value for name, value in current.policies.items() if value}
        by = TOLD["people"].get(review["by"], review["by"])
        facts = {name: review.get(name, "") for name in ("note", "to", "every")}
        stamp = Stamp(day, by, review["decision"], current.fingerprint, policies=quoted, **facts)
        self._files[path] = with_stamp(self._files[path].encode(), path, current.message.id, stamp).decode()
        who = review.get("committer", by.partition(" ")[0])
        says = commit_message([(current.message.id, stamp)])
        self.commit(day, who, says.partition("\n")[0] if "committer" in review else says)

    def _held(self, id_: str) -> CurrentMessage:
        """The message as it stands, read with those that it uses."""
        needed: Files = {}
        todo = [id_]
        while todo:
            path = self._homes[todo.pop()]
            if path not in needed:
                needed[path] = self._files[path]
                todo += [used for message in _messages(needed[path]) for used in references(message)]
        kept = (MessageFile(path, path, text.encode()) for path, text in needed.items())
        return load_catalogue(
            kept, _values(yaml.load(self._files["policies.yaml"], yaml.CSafeLoader)), HistoryCache(None)
        ).messages[id_]


def _chapters(story: Story) -> Iterator[tuple[date, Callable[[date], None]]]:
    """What is no change of words and no review."""

    def commit(who: str, says: str) -> Callable[[date], None]:
        return lambda day: story.commit(day, who, says)

    yield date(2024, 12, 2), commit("Petra", "Bring the messages of all services into one place\n\nAs the systems export them.")
    yield _SPLIT, commit("Wen", "One file a message")
    yield date(2025, 2, 24), commit("Wen", "My new address")
    yield _ONE_LINE_END, commit("Jonas", "The same line ends everywhere")
    yield _MOVE, commit("Ines", "Loans are circulation now")
    yield _MERGE, lambda day: story.merge(day, "warmer-reminders")
    yield _NEW, story.add
    stamped = {"message": "interlibrary-loan.due-back-sms", "by": "Jonas", "decision": "keep", "committer": "Export"}
    yield _BOT, lambda day: story.review(day, stamped)


def _edits(story: Story) -> Iterator[tuple[date, Callable[[date], None]]]:
    for edit in TOLD["edits"]:
        yield edit["day"], partial(story.edit, edit)


def _reviews(story: Story) -> Iterator[tuple[date, Callable[[date], None]]]:
    """Those told one by one, and a plain one for every other message: on the day of its stamp, and a year before it."""
    told = {review["message"] for review in TOLD["reviews"] if review["decision"] == "edit" and review["day"] < date(2026, 7, 1)}
    for id_, stamp in story._stamps.items():
        if id_ in TOLD["never"]:
            continue
        if id_.partition(".")[0] in TOLD["first_year"] and stamp.last - _YEAR > _SPLIT - timedelta(days=30):
            yield stamp.last - _YEAR, partial(story.plain_review, id_)
        if id_ not in told and id_ not in TOLD["last_year_only"]:
            yield stamp.last, partial(story.plain_review, id_)
    for review in TOLD["reviews"]:
        yield review["day"], lambda day, review=review: story.review(day, review)  # type: ignore[misc]


def _samples() -> Files:
    """The sample catalogue as a team would have it: settings at the top, messages below; without the bad examples."""
    found = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "messages").rglob("*.yaml"))}
    files = {path: text for path, text in found.items() if not path.startswith("messages/drafts/")}
    files["policies.yaml"] = files.pop("messages/policies.yaml")
    files["msgreview.yaml"] = files.pop("messages/msgreview.yaml").replace('messages: ["."]', "messages: [messages]")
    return files


def _first(samples: Files, homes: Mapping[str, str]) -> Files:
    """The texts of the first day: without stamps, and each change taken back, the last one first, where the sample has it."""
    files = {path: _STAMP.sub("", text) if "id:" in text else text for path, text in samples.items()}
    for other in TOLD["other"]:
        files[other["path"]] = changed(files[other["path"]], other["sample"], other["is"])
    for edit in reversed([*TOLD["edits"], *(review for review in TOLD["reviews"] if "is" in review)]):
        path = _path(edit, homes)
        if edit["is"] in files[path]:
            files[path] = changed(files[path], edit["is"], edit["was"])
    return files


def _laid_out(files: Files, day: date) -> Files:
    """The files as they lay in the repository on a day."""
    found = {path: text for path, text in files.items() if not path.startswith("messages/")}
    if day >= date(2025, 2, 24):
        old = TOLD["old_address"]
        found[".mailmap"] = f"{TOLD['people'][old['of']]} <{old['mail']}>\n"
    for path, text in files.items():
        if path.startswith("messages/"):
            text = text if day >= _ONE_LINE_END else text.replace("\n", "\r\n")
            home = path if day >= _MOVE else path.replace("messages/circulation/", "messages/loans/")
            if home.startswith("messages/loans/") and day < _SPLIT:
                home = "messages/loans.yaml"
            found[home] = found[home] + "---\r\n" + text if home in found else text
    return found


def _path(edit: Mapping[str, Any], homes: Mapping[str, str]) -> str:
    return str(edit.get("path") or homes[edit["message"]])


def changed(text: str, was: str, now: str) -> str:
    """`text` with one passage, which stands in it once, in other words."""
    assert text.count(was) == 1, (was, text)
    return text.replace(was, now)


def _messages(text: str) -> list[Message]:
    return [entry.message for entry in load_text(text, "").entries]


def _person(who: str, day: date) -> str:
    old = TOLD["old_address"]
    return f"{who.lower()} <{old['mail']}>" if who == old["of"] and day < old["until"] else str(TOLD["people"][who])


def _values(policies: dict[str, Any]) -> dict[str, Any]:
    """The policies' values as typed, nested."""
    return {key: str(each["value"]) if "value" in each else _values(each) for key, each in policies.items()}


def build(folder: Path) -> Path:
    """The demo repository, in a folder that is new or empty; gives the folder back."""
    Story().tell().write(folder)
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder to make: python tests/demo_history.py FOLDER")
    build(Path(sys.argv[1]))
