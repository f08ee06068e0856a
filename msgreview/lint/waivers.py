"""Signed exceptions: what waivers and inline ignores take out of the findings, and what is wrong with them themselves."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from msgreview.model.finding import Finding, Location
from msgreview.model.message import Waiver


class SourceWaiver(msgspec.Struct, frozen=True):
    """A waiver and the places in its file that findings about it point to."""

    message: str
    waiver: Waiver
    rule_location: Location
    until_location: Location


class SourceIgnore(msgspec.Struct, frozen=True):
    """An inline ignore, the lines of its file that it speaks for (first and last, from 1), and its own place."""

    rule: str
    reason: str
    first: int
    last: int
    location: Location


class WaiverProblem(NamedTuple):
    """Something wrong with an exception: the rule that says so, where, and the arguments of its words."""

    rule: str
    location: Location
    args: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True):
    """Findings that stand, findings taken out by an exception, and problems of the exceptions ."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    problems: tuple[WaiverProblem, ...]


def apply_waivers(
    findings: Iterable[Finding],
    waivers: Iterable[SourceWaiver],
    ignores: Iterable[SourceIgnore],
    known_rules: Mapping[str, bool],
    today: date,
) -> Outcome:
    """Takes waived and ignored findings out, red ones never. A waiver holds to the end of its `until` day.

    `known_rules` tells of each whether an exception to it that nothing needs is a problem: not where the profile lacks the rule.
    """
    waivers, ignores = tuple(waivers), tuple(ignores)
    in_force = {(w.message, w.waiver.rule): w for w in waivers if w.waiver.until >= today and _is_signed(w.waiver)}
    by_path: dict[str, list[SourceIgnore]] = {}
    for ignore in ignores:
        by_path.setdefault(ignore.location.path, []).append(ignore)
    standing, waived = [], []
    used: set[int] = set()
    refused: set[int] = set()
    for finding in findings:
        exception = _exception(finding, in_force, by_path)
        if exception is None or finding.level == "error":
            standing.append(finding)
            if exception is not None:
                refused.add(id(exception))
        else:
            waived.append(finding)
            used.add(id(exception))
    problems = [problem for w in waivers for problem in _waiver_problems(w, used, refused, known_rules, today)]
    problems += [problem for i in ignores for problem in _ignore_problems(i, used, refused, known_rules)]
    return Outcome(tuple(standing), tuple(waived), tuple(problems))


def _exception(
    finding: Finding, waivers: dict[tuple[str, str], SourceWaiver], ignores: dict[str, list[SourceIgnore]]
) -> SourceWaiver | SourceIgnore | None:
    waiver = waivers.get((finding.message, finding.rule))
    if waiver is not None:
        return waiver
    for ignore in ignores.get(finding.path, ()):
        if ignore.rule == finding.rule and ignore.reason and ignore.first <= finding.line <= ignore.last:
            return ignore
    return None


def _is_signed(waiver: Waiver) -> bool:
    return bool(waiver.reason.strip() and waiver.by.strip())


def _waiver_problems(
    placed: SourceWaiver, used: set[int], refused: set[int], known_rules: Mapping[str, bool], today: date
) -> Iterator[WaiverProblem]:
    waiver = placed.waiver
    if waiver.rule not in known_rules:
        yield WaiverProblem("waiver.unknown-rule", placed.rule_location, (waiver.rule,))
    elif not _is_signed(waiver):
        yield WaiverProblem("waiver.unsigned", placed.rule_location, (waiver.rule,))
    elif id(placed) in refused:
        yield WaiverProblem("waiver.red", placed.rule_location, (waiver.rule,))
    elif waiver.until < today:
        yield WaiverProblem("waiver.expired", placed.until_location, (waiver.rule, waiver.until.isoformat()))
    elif id(placed) not in used and known_rules[waiver.rule]:
        yield WaiverProblem("waiver.unused", placed.rule_location, (waiver.rule,))


def _ignore_problems(
    placed: SourceIgnore, used: set[int], refused: set[int], known_rules: Mapping[str, bool]
) -> Iterator[WaiverProblem]:
    if placed.rule not in known_rules:
        yield WaiverProblem("ignore.unknown-rule", placed.location, (placed.rule,))
    elif not placed.reason:
        yield WaiverProblem("ignore.no-reason", placed.location, (placed.rule,))
    elif id(placed) in refused:
        yield WaiverProblem("ignore.red", placed.location, (placed.rule,))
    elif id(placed) not in used and known_rules[placed.rule]:
        yield WaiverProblem("ignore.unused", placed.location, (placed.rule,))
