"""What changed for the reader: old words against new ones, rendered with the same values, path by path."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from textwrap import wrap
from typing import Any, Literal, NamedTuple

import msgspec

from msgreview.catalogue.locate import Lookup
from msgreview.model.config import Settings
from msgreview.model.document import Variant
from msgreview.model.message import Entry, Message
from msgreview.prose.document import strip_markup
from msgreview.report.lines import Line, Run, Style, safe
from msgreview.template.variants import render_variants

_WORD = re.compile(r"\S+")
_KIN = 0.4
"""Texts less alike than this are marked whole: words that two texts share by chance tell nothing."""
_PATHS = 24
"""Paths of a message that are compared."""


class Side(NamedTuple):
    """A message as it was or is: its texts, the messages it uses, the facts it quotes."""

    entry: Entry
    lookup: Lookup
    settings: Settings


class MarkedText(msgspec.Struct, frozen=True):
    """MarkedText of a difference, marked where the other side has others."""

    text: str
    marked: bool


class Difference(msgspec.Struct, frozen=True):
    """A difference that reads otherwise than before. A side that does not have it has no words."""

    field: Literal["subject", "body"]
    variant: str
    """The sample or path on which it was met first."""
    before: tuple[MarkedText, ...]
    now: tuple[MarkedText, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What changed: the same for all paths that show it, whatever values stand around."""
        return (self.field, *(words.text for words in self.before if words.marked), "\0",
                *(words.text for words in self.now if words.marked))  # fmt: skip


def differences(old: Side, new: Side) -> tuple[Difference, ...]:
    """Every difference that reads otherwise, each once, on all samples and paths of both."""
    before, now = _alike(old.entry.message, new.entry.message)
    olds = _variants(msgspec.structs.replace(old.entry, message=before), old)
    news = _variants(msgspec.structs.replace(new.entry, message=now), new)
    unique: dict[tuple[str, ...], Difference] = {}
    for one, other in _pairs(olds, news):
        for difference in _differences(one, other):
            unique.setdefault(difference.key, difference)
    return tuple(unique.values())


def _alike(old: Message, new: Message) -> tuple[Message, Message]:
    """Both messages with the same samples, those of the new one first: values are not what is compared."""
    names = new.samples or old.samples
    some = next(iter(old.samples.values()), {})
    samples = {name: some | old.samples.get(name, {}) | new.samples.get(name, {}) for name in names}
    variables = old.variables | new.variables
    return (
        msgspec.structs.replace(old, samples=samples, variables=variables),
        msgspec.structs.replace(new, samples=samples, variables=variables),
    )


def _variants(entry: Entry, side: Side) -> list[Variant]:
    found = render_variants(entry, side.lookup, side.settings, limit=_PATHS).variants
    return [msgspec.structs.replace(each, body=strip_markup(each.body, entry.message.format)) for each in found]


def _pairs(olds: Sequence[Variant], news: Sequence[Variant]) -> Iterator[tuple[Variant, Variant]]:
    """Each variant with its counterpart: the same sample or path, or else the one that shares most lines with it."""
    by_name_old, by_name_new = {_name(each): each for each in olds}, {_name(each): each for each in news}
    for each in news:
        yield by_name_old.get(_name(each)) or _nearest(each, olds), each
    for each in olds:
        if _name(each) not in by_name_new:
            yield each, _nearest(each, news)


def _name(variant: Variant) -> str:
    return variant.when or variant.name


def _nearest(variant: Variant, others: Sequence[Variant]) -> Variant:
    lines = set(variant.body.text.splitlines())
    return max(others, key=lambda other: len(lines.intersection(other.body.text.splitlines())))


def _differences(old: Variant, new: Variant) -> Iterator[Difference]:
    name = new.name + (f", {new.when}" if new.when else "")
    fields: tuple[tuple[Literal["subject", "body"], str, str], ...] = (
        ("subject", old.subject.text if old.subject else "", new.subject.text if new.subject else ""),
        ("body", old.body.text, new.body.text),
    )
    for field, was, now in fields:
        before, after = _lines(was), _lines(now)
        for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind != "equal":
                yield Difference(field, name, *_marked(" ".join(before[a:b]), " ".join(after[c:d])))


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


def diff_lines(found: Iterable[Difference], width: int, indent: str = "  ") -> Iterator[Line]:
    """Each difference as it was and as it is, the words that differ between `[-` and `-]`, or `[+` and `+]`."""
    for number, difference in enumerate(found):
        if number:
            yield ()
        label = "subject, " if difference.field == "subject" else ""
        yield from _side(f"{indent}{label}before  ", difference.before, "-", "red", width)
        yield from _side(f"{indent}{label}now     ", difference.now, "+", "green", width)


def _side(label: str, words: tuple[MarkedText, ...], sign: str, style: Style, width: int) -> Iterator[Line]:
    if not words:
        yield (Run(label, "dim"), Run("(nothing)", "dim"))
        return
    text = " ".join(f"[{sign}{safe(each.text)}{sign}]" if each.marked else safe(each.text) for each in words)
    inside = False
    for number, row in enumerate(wrap(text, max(24, width - len(label)), break_on_hyphens=False)):
        runs = [Run(label if not number else " " * len(label), "dim")]
        for piece in re.split(rf"(\[\{sign}|\{sign}\])", row):
            inside = piece == f"[{sign}" or (inside and piece != f"{sign}]")
            runs.append(Run(piece, style if inside or piece == f"{sign}]" else ""))
        yield tuple(runs)


def difference_dict(difference: Difference) -> dict[str, Any]:
    """A difference in the JSON contract."""

    def whole(words: tuple[MarkedText, ...]) -> str:
        return " ".join(each.text for each in words)

    return {
        "field": difference.field,
        "variant": difference.variant,
        "before": whole(difference.before),
        "now": whole(difference.now),
        "removed": [each.text for each in difference.before if each.marked],
        "added": [each.text for each in difference.now if each.marked],
    }


def with_policies(settings: Settings, seen: Mapping[str, str]) -> Settings:
    """The settings with the policy values that a reviewer saw, by dotted name."""
    values = settings.policy_values
    for name, value in seen.items():
        values = _put(values, name.split("."), value)
    return msgspec.structs.replace(settings, policy_values=values)


def _put(values: Any, keys: list[str], value: str) -> dict[str, Any]:
    inner = dict(values) if isinstance(values, Mapping) else {}
    return inner | {keys[0]: _put(inner.get(keys[0]), keys[1:], value) if keys[1:] else value}
