"""Findings put together for a person: those on the same words, and what a rule says of a whole catalogue."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from msgreview.model.config import Level
from msgreview.model.finding import LEVELS, Finding

_REPEATED_FROM = 5
"""Messages with a finding from which on what a rule says of half of the catalogue or more is said once."""
MANY = 40
"""Findings that a person reads one by one; of more there is a table."""


class Group(NamedTuple):
    """The gravest finding on some words, and the others on the same words, the graver first."""

    finding: Finding
    also: tuple[Finding, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        """All of them, the gravest first."""
        return (self.finding, *self.also)


class Repeated(NamedTuple):
    """What rules say of many messages in the same words: one such group, and in how many messages there is one."""

    group: Group
    messages: int


class Tally(NamedTuple):
    """How many findings there are of a rule or in a message: in all, by level, and in how many messages or of how many rules."""

    name: str
    findings: int
    others: int
    levels: Mapping[Level, int]

    @property
    def level(self) -> Level:
        """The gravest level."""
        return min(self.levels, key=LEVELS.index)


def grouped(findings: Iterable[Finding]) -> Iterator[Group]:
    """The findings of several rules on the same words together, in the order of the gravest.

    `findings` are in the order of the files' text. What one rule says several times of the same words stays apart.
    """
    for _, in_file in groupby(findings, key=attrgetter("path")):
        by_words: dict[tuple[object, ...], list[list[Finding]]] = {}
        in_order: list[list[Finding]] = []
        for each in in_file:
            groups = by_words.setdefault((each.start, each.end, each.message, each.quote), [])
            group = next((group for group in groups if all(other.rule != each.rule for other in group)), None)
            if group is None:
                group = []
                groups.append(group)
                in_order.append(group)
            group.append(each)
        for first, *rest in in_order:
            yield Group(first, tuple(rest))


def repeated(findings: Iterable[Finding], messages: int, apart: Collection[str] = ()) -> list[Repeated]:
    """What is said in the same words of half of all `messages` or more, the most frequent first; red never, nor rules `apart`.

    What rules say of the same words, of equally many messages, is put together.
    """
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    first: dict[tuple[str, str], Finding] = {}
    for each in findings:
        if each.level != "error" and each.rule not in apart:
            ids[each.rule, each.text].add(each.message)
            first.setdefault((each.rule, each.text), each)
    least = max(_REPEATED_FROM, messages / 2)
    many: defaultdict[int, list[Finding]] = defaultdict(list)
    for said, in_messages in ids.items():
        if len(in_messages) >= least:
            many[len(in_messages)].append(first[said])
    together = [Repeated(group, number) for number, alike in many.items() for group in grouped(alike)]
    return sorted(together, key=lambda each: (-each.messages, each.group.finding.rule))


def by_rule(findings: Iterable[Finding]) -> list[Tally]:
    """The findings of each rule, the most frequent first."""
    return _tallies(findings, attrgetter("rule"), attrgetter("message"))


def by_message(findings: Iterable[Finding]) -> list[Tally]:
    """The findings in each message, or in a file where there is none: those with the most red first, then with the most."""
    tallies = _tallies(findings, lambda each: each.message or each.path, attrgetter("rule"))
    return sorted(tallies, key=lambda each: -each.levels.get("error", 0))


def _tallies(findings: Iterable[Finding], name: Callable[[Finding], str], other: Callable[[Finding], str]) -> list[Tally]:
    findings = tuple(findings)
    names = [*map(name, findings)]
    others = Counter([key for key, _ in {*zip(names, map(other, findings), strict=True)}])
    levels: defaultdict[str, dict[Level, int]] = defaultdict(dict)
    for (key, level), number in Counter(zip(names, map(attrgetter("level"), findings), strict=True)).items():
        levels[key][level] = number
    tallies = [Tally(key, number, others[key], levels[key]) for key, number in sorted(Counter(names).items())]
    return sorted(tallies, key=attrgetter("findings"), reverse=True)
