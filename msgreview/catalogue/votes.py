"""The votes of a catalogue, `votes.yaml` beside the settings, a line each:

    - {on: 2027-03-14, rule: tone.curt, message: circulation.closed, field: body, words: "We're full.", because: said in a chat}

A line stands for itself: one that cannot be read is reported, and the others count. Lines are sorted, so that two people seldom
write at the same place; a union of both, in any order and with lines twice, reads the same.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgreview.catalogue.keyed_file import FileProblem, KeyedFile
from msgreview.catalogue.write import scalar
from msgreview.catalogue.yaml_tree import Constructor, FileError, compose, decode, read_bytes
from msgreview.model.span import Source
from msgreview.model.vote import Vote

NAME = "votes.yaml"
_HEADER = """\
# Findings that we do not share, a line each: `msgreview dispute` writes them. Take a line out to take the vote back.
"""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_HOW = "Write it on one line, as in: - {on: 2027-03-14, rule: tone.curt, message: ID, field: body, words: WORDS, because: WHY}"


class Votes(NamedTuple):
    """The votes of a catalogue in the order of their lines, each subject once, and the problems of the file in words."""

    votes: tuple[Vote, ...] = ()
    problems: tuple[str, ...] = ()


def load_votes(root: Path) -> Votes:
    """The votes of the catalogue with this root; none where there is no file."""
    path = root / NAME
    if not path.exists():
        return Votes()
    try:
        return votes_in(read_bytes(path, NAME))
    except FileError as error:
        return Votes((), (f"{NAME}:1:1: it cannot be read ({', '.join(error.problem.args)}), so no vote counts.",))


def votes_in(data: bytes) -> Votes:
    """The votes that a file's content holds."""
    try:
        text = decode(data, NAME).text
    except FileError as error:
        line, column = error.source.position(error.problem.start)
        return Votes((), (f"{NAME}:{line}:{column}: this is not UTF-8 text, so no vote counts. Save it as UTF-8.",))
    votes: dict[tuple[str, str, str, str], Vote] = {}
    problems: list[str] = []
    for number, row in enumerate(_rows(text), 1):
        if row.strip() and not row.lstrip().startswith("#"):
            vote = _vote(row, number, problems)
            if vote:
                votes.setdefault(vote.subject, vote)
    return Votes(tuple(votes.values()), tuple(problems))


def with_vote(data: bytes, vote: Vote) -> bytes:
    """The file's content with one more vote, on a line of its own at its place; nothing else changes."""
    text = data.decode("utf-8") or _HEADER
    rows = list(_rows(text))
    end = next((row[len(row.rstrip("\r\n")) :] for row in rows if row.endswith(("\n", "\r"))), "\n")
    if rows and not rows[-1].endswith(("\n", "\r")):
        rows[-1] += end
    rows.insert(_place(rows, vote), _line(vote) + end)
    return "".join(rows).encode("utf-8")


def _rows(text: str) -> Iterator[str]:
    """The lines with their ends."""
    return (match[0] for match in _LINE.finditer(text) if match[0])


def _vote(row: str, number: int, problems: list[str]) -> Vote | None:
    """The vote on a line; None where there is none, and a problem says why."""
    source = Source.of(NAME, row)
    here: list[FileProblem] = []
    file = KeyedFile(source, here)
    vote = None
    try:
        file.tree = Constructor(source).construct(next(compose(source)))
    except FileError:
        file.tree = None  # type: ignore[assignment]
    if file.tree and isinstance(file.tree.value, list) and len(file.tree.value) == 1 and isinstance(file.tree.value[0], dict):
        vote = file.part("0", file.tree.value[0], Vote)
    else:
        here.append(FileProblem(NAME, 1, 1, f"this line is no vote, so it does not count. {_HOW}"))
    problems += [str(each._replace(line=number)) for each in here[:1]]
    return None if here else vote


def _place(rows: list[str], vote: Vote) -> int:
    """The number of the line that a vote goes before: the first vote that sorts behind it, or the end."""
    for number, row in enumerate(rows):
        other = _vote(row, 1, []) if row.startswith("- {") else None
        if other and other.subject > vote.subject:
            return number
    return len(rows)


def _line(vote: Vote) -> str:
    texts = {"rule": vote.rule, "message": vote.message, "field": vote.field, "words": vote.words, "because": vote.because}
    pairs = ", ".join(f"{name}: {scalar(text, flow=True)}" for name, text in texts.items())
    return f"- {{on: {vote.on}, {pairs}}}"
