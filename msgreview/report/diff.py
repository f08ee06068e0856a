"""What changed for the reader: what they got against what they get, rendered with the same values, path by path."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import Any, Literal, get_args

import msgspec

from msgreview.history.received import Received, Side, changed_paths
from msgreview.model.document import Reference, ReferenceKind
from msgreview.report.lines import Line, Run, Style, condition, paragraph, safe, text_rows

_WORD = re.compile(r"\S+")
_KIN = 0.4
"""Texts less alike than this are marked from end to end: words that two texts share by chance tell nothing."""
_Key = tuple[ReferenceKind, str, int]
_NAMES: dict[ReferenceKind, tuple[str, str]] = {
    "link": ("link", "goes to"),
    "form": ("form", "sends its answers to"),
    "picture": ("picture", "comes from"),
    "description": ("description", "reads"),
    "hidden": ("hidden from the reader", ""),
    "struck": ("struck out", ""),
}


class MarkedText(msgspec.Struct, frozen=True):
    """Words of a difference, marked where the other side has others."""

    text: str
    marked: bool


class Difference(msgspec.Struct, frozen=True):
    """What reads differently than before. A side that does not have it has no words."""

    field: Literal["subject", "body", "channel", "link", "form", "picture", "description", "hidden", "struck"]
    variant: str
    """The sample or path on which it was met first."""
    before: tuple[MarkedText, ...]
    now: tuple[MarkedText, ...]
    text: str = ""
    """A sentence that says it, for what is no words of the text."""

    @property
    def key(self) -> tuple[str, ...]:
        """What changed: the same for all paths that show it, whatever values stand around."""
        return (self.field, *(words.text for words in self.before if words.marked), "\0",
                *(words.text for words in self.now if words.marked))  # fmt: skip


def differences(old: Side, new: Side) -> tuple[Difference, ...]:
    """Everything that reads differently, each once, on all samples and paths of both."""
    unique: dict[tuple[str, ...], Difference] = {}
    for one, other in changed_paths(old, new):
        for difference in (*_words(one, other), *_references(one, other)):
            unique.setdefault(difference.key, difference)
    return tuple(unique.values())


def _words(old: Received, new: Received) -> Iterator[Difference]:
    name = new.name + (f", {condition(new.when)}" if new.when else "")
    fields: tuple[tuple[Literal["subject", "body"], str, str], ...] = (
        ("subject", old.subject, new.subject),
        ("body", old.body, new.body),
    )
    for field, was, now in fields:
        before, after = _lines(was), _lines(now)
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind != "equal":
                yield Difference(field, name, *_marked(" ".join(before[a:b]), " ".join(after[c:d])))


def _references(old: Received, new: Received) -> Iterator[Difference]:
    """Links that go elsewhere, other pictures, other descriptions, in sentences; and another channel."""
    name = new.name + (f", {condition(new.when)}" if new.when else "")
    if old.channel != new.channel:
        text = f"It is sent by {new.channel} instead of by {old.channel}."
        yield Difference("channel", name, _target(old.channel), _target(new.channel), text)
    before, after = _numbered(old.references), _numbered(new.references)
    gone, came = [key for key in before if key not in after], [key for key in after if key not in before]
    pairs: list[tuple[_Key | None, _Key | None]] = [(key, key) for key in after if key in before]
    for kind in get_args(ReferenceKind):
        pairs += zip_longest((key for key in gone if key[0] == kind), (key for key in came if key[0] == kind))
    for was, now in pairs:
        one, other = before[was] if was else "", after[now] if now else ""
        key = now or was
        assert key, "one of both is there"
        kind, label, _ = key
        if one != other or (not _NAMES[kind][1] and was != now):
            yield Difference(kind, name, _target(one), _target(other), _sentence(kind, label, one, other, new=now is not None))


def _numbered(references: Iterable[Reference]) -> dict[_Key, str]:
    """The targets by kind and label, numbered where both are the same."""
    numbered: dict[_Key, str] = {}
    counts = Counter[tuple[str, str]]()
    for kind, label, target in references:
        numbered[kind, label, counts[kind, label]] = target
        counts[kind, label] += 1
    return numbered


def _target(text: str) -> tuple[MarkedText, ...]:
    return (MarkedText(text, marked=True),) if text else ()


def _sentence(kind: ReferenceKind, label: str, before: str, now: str, *, new: bool) -> str:
    what, goes = _NAMES[kind]
    if not goes:
        where = f" ({now or before})" if now or before else ""
        return f"‘{label}’ is {what} now{where}." if new else f"‘{label}’ is not {what} any more{where}."
    if before and now:
        return f"The {what} of ‘{label}’ {goes} {now} instead of {before}."
    return f"The {what} of ‘{label}’, which {goes} {now}, is new." if now else f"The {what} of ‘{label}’, to {before}, is gone."


def _lines(text: str) -> list[str]:
    """The paragraphs of a text; blank lines and blanks that do not show say nothing."""
    return [flat for row in text.splitlines() if (flat := " ".join(row.split()))]


def _marked(was: str, now: str) -> tuple[tuple[MarkedText, ...], tuple[MarkedText, ...]]:
    """Two texts in runs of words, those marked that the other does not have."""
    old, new = _WORD.findall(was), _WORD.findall(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _KIN:
        return _runs([(old, True)]), _runs([(new, True)])
    codes = matcher.get_opcodes()
    before: list[tuple[list[str], bool]] = []
    after: list[tuple[list[str], bool]] = []
    for number, (kind, a, b, c, d) in enumerate(codes):
        alone = b - a == 1 and 0 < number < len(codes) - 1  # A single word between two changes reads as part of them.
        before.append((old[a:b], kind != "equal" or alone))
        after.append((new[c:d], kind != "equal" or alone))
    return _runs(before), _runs(after)


def _runs(pieces: Iterable[tuple[list[str], bool]]) -> tuple[MarkedText, ...]:
    """Pieces one after the other, those that are marked alike as one."""
    groups = groupby((piece for piece in pieces if piece[0]), key=itemgetter(1))
    return tuple(MarkedText(" ".join(word for words, _ in group for word in words), marked) for marked, group in groups)


def diff_lines(
    differences: Iterable[Difference], width: int, indent: str = "  ", sides: tuple[str, str] = ("before", "now")
) -> Iterator[Line]:
    """Each difference as it was and as it is, the words that differ between `[-` and `-]`, or `[+` and `+]`."""
    before, now = (f"{side:<{max(map(len, sides))}}  " for side in sides)
    for number, difference in enumerate(differences):
        if number:
            yield ()
        if difference.text:
            yield from paragraph(difference.text, width, indent, style="yellow", whole_words=True)
            continue
        label = "subject, " if difference.field == "subject" else ""
        yield from _side(f"{indent}{label}{before}", difference.before, "-", "red", width)
        yield from _side(f"{indent}{label}{now}", difference.now, "+", "green", width)


def _side(label: str, words: tuple[MarkedText, ...], sign: str, style: Style, width: int) -> Iterator[Line]:
    if not words:
        yield (Run(label, "dim"), Run("(nothing)", "dim"))
        return
    text = " ".join(f"[{sign}{safe(each.text)}{sign}]" if each.marked else safe(each.text) for each in words)
    inside = False
    for number, row in enumerate(text_rows(text, max(24, width - len(label)))):
        runs = [Run(label if not number else " " * len(label), "dim")]
        for piece in re.split(rf"(\[\{sign}|\{sign}\])", row):
            inside = piece == f"[{sign}" or (inside and piece != f"{sign}]")
            runs.append(Run(piece, style if inside or piece == f"{sign}]" else ""))
        yield tuple(runs)


def difference_dict(difference: Difference) -> dict[str, Any]:
    """A difference in the JSON contract."""

    def joined(words: tuple[MarkedText, ...]) -> str:
        return " ".join(each.text for each in words)

    return {
        "field": difference.field,
        "variant": difference.variant,
        "before": joined(difference.before),
        "now": joined(difference.now),
        "removed": [each.text for each in difference.before if each.marked],
        "added": [each.text for each in difference.now if each.marked],
        "text": difference.text,
    }
