"""Which facts of a text another text has, which it lost, and which it made up."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgreview.report.lines import first_of
from msgreview.rubric.statements.amounts import compare
from msgreview.rubric.statements.units import DIFFERENT, SAME, UNITS
from msgreview.train.facts import Fact, FactKind
from msgreview.train.grade import Remark

_CHECKED: frozenset[FactKind] = frozenset(("address", "link", "phone", "date", "place", "time", "number", "code"))
"""Kinds that nobody may make up."""
_SMALL = ("n1", "n2", "n3")
_NUMBERS = frozenset(("number", "time", "code", "phone"))
_LISTED = 4
_SHORT = 3
"""Letters of words such as "and" after a number, which count nothing."""


class FactCheck(NamedTuple):
    """What became of facts."""

    required: tuple[Fact, ...]
    """What had to be stated, each once."""
    lost: tuple[Fact, ...]
    """Those of them that are not stated."""
    new: tuple[Fact, ...]
    """Facts of the other text that come from nowhere, at their words."""

    @property
    def is_empty(self) -> bool:
        """Whether next to nothing is left of several facts."""
        return len(self.required) >= len(_SMALL) and len(self.lost) > len(self.required) * 3 / 4


def check_facts(given: Iterable[Fact], answer: Sequence[Fact], said: str, allowed: Iterable[Fact] = ()) -> FactCheck:
    """What became of the `given` facts in an answer whose text is `said`; those `allowed` may be there as well."""
    given = list(given)
    required: dict[tuple[str, tuple[str, ...], str], Fact] = {}
    for fact in given:
        if fact.required:
            required.setdefault((fact.kind, fact.keys, fact.unit), fact)
    lost = [fact for fact in required.values() if not any(states(one, fact) for one in answer) and not _is_named(fact, said)]
    from_somewhere = [*given, *allowed]
    new = [fact for fact in answer if not any(states(fact, one) for one in from_somewhere)]
    new = [fact for fact in new if _is_checked(fact, said) or _is_other_number(fact, from_somewhere)]
    return FactCheck(tuple(required.values()), tuple(lost), tuple(new))


def states(one: Fact, other: Fact) -> bool:
    """Whether two facts say the same."""
    if one.kind == other.kind == "number" or (one.kind != other.kind and {one.kind, other.kind} <= _NUMBERS):
        return _are_equal(one, other)
    if one.kind == other.kind == "date" and (one.keys[0][-1] == ".") != (other.keys[0][-1] == "."):  # "the 12th"
        return one.keys[0].partition(".")[0] == other.keys[0].partition(".")[0]
    return one.kind == other.kind and not set(one.keys).isdisjoint(other.keys)


def _are_equal(one: Fact, other: Fact) -> bool:
    """Whether two numbers are the same, or the same amount: "two weeks" and "14 days", "30 cents" and "0.30"."""
    units = [fact.unit if fact.unit in UNITS else "" for fact in (one, other)]
    verdict = compare(f"{one.keys[0][1:]} {units[0]}", f"{other.keys[0][1:]} {units[1]}") if any(units) else None
    if not set(one.keys).isdisjoint(other.keys):
        return verdict != DIFFERENT
    return verdict == SAME


def _is_named(fact: Fact, said: str) -> bool:
    """Whether a name stands in a text in any way of writing: one of its words will do, or most of a title's."""
    said = said.casefold()
    if fact.kind == "title":
        return sum(key in said for key in fact.keys) * 2 > len(fact.keys)
    return fact.kind == "name" and any(key.removesuffix("s") in said for key in fact.keys)


def _is_checked(fact: Fact, said: str) -> bool:
    """Whether a fact must come from somewhere: not so a small number of things, or the number of a step."""
    if fact.kind not in _CHECKED:
        return False
    if fact.kind == "number":
        written = fact.text[0].isdigit() or fact.text[0] in "$€£" or fact.unit == "gratis"
        step = said[: fact.start].rpartition("\n")[2].strip() == "" and said[fact.end : fact.end + 1] in (".", ")")
        return written and not step and not (fact.keys[0] in _SMALL and fact.unit not in UNITS)
    return fact.required


def _is_other_number(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Whether a number counts what another number was said of: "four parts" of three."""
    same = fact.kind == "number" and len(fact.unit) > _SHORT and fact.unit != "gratis"
    return same and any(one.kind == "number" and one.unit == fact.unit for one in facts)


def fact_remarks(check: FactCheck) -> tuple[Remark, ...]:
    """What a learner reads of it."""
    remarks = []
    new = list(check.new)
    for fact in check.lost:
        swapped = next((one for one in new if one.kind == fact.kind), None)
        if swapped:
            new.remove(swapped)
            words = f"You write “{_plain(swapped)}”; the text you were given says “{_plain(fact)}”. Which one is right?"
            remarks.append(Remark(False, words, start=swapped.start, end=swapped.end))
        else:
            remarks.append(Remark(False, f"“{_plain(fact)}” is missing. Say it in your words, so that the reader need not ask."))
    remarks += [Remark(False, _made_up(fact), start=fact.start, end=fact.end) for fact in new]
    stated = [fact for fact in check.required if fact not in check.lost]
    if stated:
        remarks.append(Remark(True, f"You kept {_listed(stated)}."))
    return tuple(remarks)


def _made_up(fact: Fact) -> str:
    return f"“{_plain(fact)}” is new: nothing that you were given says so. Leave it out, or check it first."


def _plain(fact: Fact) -> str:
    return " ".join(fact.text.split()).strip('"“”')


def _listed(facts: Sequence[Fact]) -> str:
    return first_of([f"“{_plain(fact)}”" for fact in facts], _LISTED)
