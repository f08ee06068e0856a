"""Holds what the review says of a catalogue against what git shows, computed another way, commit by commit.

    python benchmarks/truth.py CATALOGUE [--as-of 2026-11-29] [--logs 40]

CATALOGUE is a repository of plain messages, such as `replay.py --stamps` makes: no templates, messages that use others, settings
or `.mailmap`. Every commit's tree is read whole and compared word by word. Nothing of msgreview is imported: it is run, and
what it prints as JSON is compared. Prints the disagreements, and a row of figures; ends with 1 where there is one.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import yaml

TOOL = [sys.executable, "-m", "msgreview"]
_CO_AUTHOR = re.compile(r"(?im)^[ \t*-]*co-authored-by[ \t]*:[^<\n]*<([^>\n]*)>")
_SAID = re.compile(r"\bits words are of (\d{4}-\d\d-\d\d)\b")
_MONTH = timedelta(days=30)


class Commit(NamedTuple):
    """A commit: its number in the order, those of its parents, the day there, who made it, and all its ancestors."""

    number: int
    parents: tuple[int, ...]
    day: str
    people: tuple[str, ...]
    """Their addresses."""
    at: tuple[int, str]
    """When it was written, in seconds, and its first line: those of a cherry-pick are the same."""
    bot: bool
    ancestors: int
    """One bit a commit, its own included."""


class Version(NamedTuple):
    """A message in a commit: its words, and the day and author of its stamp."""

    words: str
    stamp: tuple[str, str] | None
    hidden: bool = False
    """In a folder whose name starts with a dot, which is none of the catalogue's."""


class Truth(NamedTuple):
    """Of a message at the head: the commits that wrote words, by number, the day of the last, and its state."""

    wrote: list[int]
    last: str
    state: str


class Repository:
    """A repository, read slowly."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commits: list[Commit] = []
        self.ids: list[str] = []
        trees = []
        log = self.git("log", "--topo-order", "--reverse", "-z", "--date=raw", "--format=%H%n%T%n%P%n%ad %cd%n%an%n%ae%n%B")
        for record in log.rstrip("\0").split("\0"):
            id_, tree, parents, times, name, mail, message = record.split("\n", 6)
            numbers = tuple(map(self.ids.index, parents.split()))
            ancestors = 1 << len(self.ids)
            for number in numbers:
                ancestors |= self.commits[number].ancestors
            people = dict.fromkeys([mail.lower(), *(each.strip().lower() for each in _CO_AUTHOR.findall(message))])
            written, there, committed, here = times.split()
            seconds, zone = min((int(written), there), (int(committed), here), key=lambda time: time[0])
            at = seconds, message.partition("\n")[0].rstrip()
            self.commits.append(
                Commit(len(self.ids), numbers, _day(seconds, zone), tuple(people), at, name.endswith("[bot]"), ancestors)
            )
            self.ids.append(id_)
            trees.append(tree)
        command = ["git", "-C", str(folder), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as self._cat:
            self.snapshots = [self._snapshot(tree) for tree in trees]

    def git(self, *arguments: str) -> str:
        """What git prints."""
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8", "replace")

    @cache  # noqa: B019 - one repository a run
    def _snapshot(self, tree: str) -> dict[str, Version]:
        """The messages of a tree by id."""
        lines = self.git("ls-tree", "-r", "-z", tree, "--", "messages/").split("\0")
        files = (line.partition("\t") for line in lines if line.endswith((".yaml", ".yml")))
        found = ((*self._message(facts.split()[2]), "/." in path) for facts, _, path in files)
        return {id_: version._replace(hidden=hidden) for id_, version, hidden in reversed(list(found))}

    @cache  # noqa: B019
    def _message(self, blob: str) -> tuple[str, Version]:
        says = yaml.load(self._content(blob), Loader=yaml.CSafeLoader)
        review = says.get("review")
        stamp = (str(review["last"]), review["by"]) if review else None
        return says["id"], Version(normalize("NFC", " ".join(says["body"].split())), stamp)

    def _content(self, blob: str) -> bytes:
        request, answer = self._cat.stdin, self._cat.stdout
        assert request
        assert answer
        request.write(f"{blob}\n".encode())
        size = int(answer.readline().split()[2])
        data = b""
        while len(data) <= size:  # A line end follows.
            data += answer.read(size + 1 - len(data))
        return data


def _day(seconds: int, zone: str) -> str:
    """The date on the clock of the place; `zone` is such as -0800."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    ahead = timedelta(minutes=-minutes if zone[0] == "-" else minutes)
    return (date(1970, 1, 1) + (timedelta(seconds=seconds) + ahead)).isoformat()


def truth(repository: Repository, id_: str, today: date) -> Truth:
    """What is true of a message at the head."""
    wrote, stamped, gone = list[int](), list[tuple[int, tuple[str, str]]](), ""
    snapshots = repository.snapshots
    for commit in repository.commits:
        now = snapshots[commit.number].get(id_)
        before = [version for parent in commit.parents if (version := snapshots[parent].get(id_))]
        if now is None:
            gone = before[0].words if before and len(before) == len(commit.parents) else gone
            continue
        if all(now.words != each.words for each in before) and (before or now.words != gone):
            wrote.append(commit.number)
        if now.stamp and all(now.stamp != each.stamp for each in before):
            stamped.append((commit.number, now.stamp))
    head = snapshots[-1][id_]
    last = next(number for number in reversed(wrote) if snapshots[number][id_].words == head.words)
    return Truth(wrote, repository.commits[last].day, _state(repository, id_, head, wrote, stamped, today))


def _once(repository: Repository, id_: str, wrote: list[int]) -> Iterator[int]:
    """The commits that wrote words of a message, without those that repeat what their author did on another branch."""
    first = dict[tuple[str, object], int]()
    for number in wrote:
        commit = repository.commits[number]
        keys = (commit.people[0], commit.at), (commit.people[0], repository.snapshots[number][id_].words)
        if all(commit.ancestors >> first.setdefault(key, number) & 1 for key in keys):
            yield number


def _state(
    repository: Repository, id_: str, head: Version, wrote: list[int], stamped: list[tuple[int, tuple[str, str]]], today: date
) -> str:
    if head.stamp is None:
        return "unreviewed"
    at = next(number for number, stamp in stamped if stamp == head.stamp)
    if repository.snapshots[at][id_].words != head.words:
        return "changed"
    if repository.commits[at].bot:
        return "unverified"
    if at in _alone(repository, wrote, stamped):
        return "needs-second"
    last = date.fromisoformat(head.stamp[0])
    due = last.replace(year=last.year + 1) if (last.month, last.day) != (2, 29) else date(last.year + 1, 2, 28)
    if today < due - _MONTH:
        return "current"
    if today < due:
        return "soon"
    return "due" if today <= due + _MONTH else "overdue"


def _alone(repository: Repository, wrote: list[int], stamped: list[tuple[int, tuple[str, str]]]) -> set[int]:
    """The stamping commits whose author wrote some of the words that no earlier approval by another covers."""
    covered, alone = 0, set[int]()
    for number, (_, by) in stamped:
        unread = repository.commits[number].ancestors & ~covered
        writers = {who for each in wrote if unread >> each & 1 for who in repository.commits[each].people}
        if by.rpartition("<")[2].rstrip(">").lower() in writers:
            alone.add(number)
        else:
            covered |= repository.commits[number].ancestors
    return alone


def compare(folder: Path, today: date, logs: int) -> tuple[int, dict[str, int], list[str], list[str]]:
    """How many messages there are, of which states, the disagreements, and those that are explained."""
    repository = Repository(folder)
    head = {id_: version for id_, version in repository.snapshots[-1].items() if not version.hidden}
    true = {id_: truth(repository, id_, today) for id_ in head}
    # In twenty years everything waits; only what is neither sent nor changed is left out of the list.
    rows = {row["id"]: row for row in _run(folder, "review", "due", "--within", "20 years", "--as-of", str(today))["due"]}
    wrong, explained = list[str](), list[str]()
    for id_, expected in true.items():
        row = rows.get(id_)
        said = row and _SAID.search(" ".join(row["reasons"]))
        if row is None:
            wrong.append(f"{id_}: it is {expected.state}, and not in the list")
        elif row["state"] != expected.state:
            like = "look like one person" in " ".join(row["reasons"])
            line = f"{id_}: it is {expected.state}, not {row['state']} ({'; '.join(row['reasons'])})"
            (explained if like else wrong).append(line)
        elif said and said[1] != expected.last:
            wrong.append(f"{id_}: its words are of {expected.last}, not {said[1]}")
    wrong += [f"{id_}: it is not at the head" for id_ in rows if id_ not in head]
    step = max(1, len(true) // logs) if logs else len(true) + 1
    for id_ in list(true)[::step] if logs else ():
        events = _run(folder, "review", "log", id_, "--as-of", str(today))["log"]["events"]
        told = [each["commit"] for each in events if {"added", "text"} & set(each["kinds"])]
        if told != (wrote := [repository.ids[number] for number in _once(repository, id_, true[id_].wrote)]):
            wrong.append(f"{id_}: {' '.join(each[:8] for each in wrote)} wrote words, not {' '.join(each[:8] for each in told)}")
    states = dict.fromkeys(sorted(each.state for each in true.values()), 0)
    for each in true.values():
        states[each.state] += 1
    return len(true), states, wrong, explained


def _run(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run([*TOOL, *arguments, "--format", "json"], cwd=folder, capture_output=True, check=False)
    if done.returncode > 1:
        raise SystemExit(f"msgreview {' '.join(arguments)}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def main() -> None:
    """Compare, and say what does not agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date.today())
    parser.add_argument("--logs", type=int, default=40, help="Messages whose whole life is compared.")
    given = parser.parse_args()
    count, states, wrong, explained = compare(given.catalogue, given.as_of, given.logs)
    print(*(f"explained  {line}" for line in explained), *(f"WRONG      {line}" for line in wrong), sep="\n")
    spread = ", ".join(f"{number} {state}" for state, number in states.items())
    print(f"{given.catalogue.name}: {count} ids ({spread}), {len(explained)} explained, {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
