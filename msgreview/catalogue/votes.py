"""The votes of a catalogue, `votes.yaml` beside the settings, a line each:

    - {on: 2027-03-14, rule: tone.curt, message: circulation.closed, field: body, words: "We're full.", because: said in a chat}

A line stands for itself: one that cannot be read is reported, and the others count. Lines are sorted, so that two people seldom
write at the same place; a union of both, in any order and with lines twice, reads the same.
"""

from pathlib import Path
from typing import NamedTuple

from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.line_file import item_in, item_rows, rows
from msgreview.catalogue.yaml_tree import FileError, decode, read_bytes
from msgreview.model.vote import Vote

NAME = "votes.yaml"
_HEADER = """\
# Findings that we do not share, a line each: `msgreview dispute` writes them. Take a line out to take the vote back.
"""
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
    for number, row in item_rows(text):
        vote = _vote(row, number)
        if isinstance(vote, Vote):
            votes.setdefault(vote.subject, vote)
        else:
            problems.append(str(vote))
    return Votes(tuple(votes.values()), tuple(problems))


def with_vote(data: bytes, vote: Vote) -> bytes:
    """The file's content with one more vote, on a line of its own at its place; nothing else changes."""
    text = data.decode("utf-8") or _HEADER
    lines = list(rows(text))
    end = next((row[len(row.rstrip("\r\n")) :] for row in lines if row.endswith(("\n", "\r"))), "\n")
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    lines.insert(_place(lines, vote), _line(vote) + end)
    return "".join(lines).encode("utf-8")


def _vote(row: str, number: int) -> Vote | FileProblem:
    """The vote on a line, or what is wrong with it."""
    return item_in(row, Vote, NAME, number, f"this line is no vote, so it does not count. {_HOW}")


def _place(lines: list[str], vote: Vote) -> int:
    """The number of the line that a vote goes before: the first vote that sorts behind it, or the end."""
    for number, row in enumerate(lines):
        other = _vote(row, number) if row.startswith("- {") else None
        if isinstance(other, Vote) and other.subject > vote.subject:
            return number
    return len(lines)


def _line(vote: Vote) -> str:
    from msgreview.catalogue.write import scalar

    texts = {"rule": vote.rule, "message": vote.message, "field": vote.field, "words": vote.words, "because": vote.because}
    pairs = ", ".join(f"{name}: {scalar(text, flow=True)}" for name, text in texts.items())
    return f"- {{on: {vote.on}, {pairs}}}"
