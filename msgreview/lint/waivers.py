"""Signed exceptions: what waivers and inline ignores take out of the findings, and what is wrong with them themselves."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from msgreview.model.finding import Finding, Location
from msgreview.model.message import Waiver


class PlacedWaiver(msgspec.Struct, frozen=True):
    """A waiver and the places in its file that findings about it point to."""

    message: str
    waiver: Waiver
    rule_place: Location
    until_place: Location


class PlacedIgnore(msgspec.Struct, frozen=True):
    """An inline ignore, the lines of its file that it speaks for (first and last, from 1), and its own place."""

    rule: str
    reason: str
    first: int
    last: int
    place: Location


class Fault(NamedTuple):
    """Something wrong with an exception: the rule that says so, where, and the arguments of its words."""

    rule: str
    place: Location
    args: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True):
    """Findings that stand, findings taken out by an exception, and faults of the exceptions ."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    faults: tuple[Fault, ...]


def apply_exceptions(
    findings: Iterable[Finding],
    waivers: Iterable[PlacedWaiver],
    ignores: Iterable[PlacedIgnore],
    known_rules: Mapping[str, bool],
    today: date,
) -> Outcome:
    """Takes waived and ignored findings out, red ones never. A waiver holds to the end of its `until` day.

    `known_rules` tells of each whether an exception to it that nothing needs is a fault: not where the profile lacks the rule.
    """
    waivers, ignores = tuple(waivers), tuple(ignores)
    in_force = {(w.message, w.waiver.rule): w for w in waivers if w.waiver.until >= today and _is_signed(w.waiver)}
    by_path: dict[str, list[PlacedIgnore]] = {}
    for ignore in ignores:
        by_path.setdefault(ignore.place.path, []).append(ignore)
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
    faults = [fault for w in waivers for fault in _waiver_faults(w, used, refused, known_rules, today)]
    faults += [fault for i in ignores for fault in _ignore_faults(i, used, refused, known_rules)]
    return Outcome(tuple(standing), tuple(waived), tuple(faults))


def _exception(
    finding: Finding, waivers: dict[tuple[str, str], PlacedWaiver], ignores: dict[str, list[PlacedIgnore]]
) -> PlacedWaiver | PlacedIgnore | None:
    waiver = waivers.get((finding.message, finding.rule))
    if waiver is not None:
        return waiver
    for ignore in ignores.get(finding.path, ()):
        if ignore.rule == finding.rule and ignore.reason and ignore.first <= finding.line <= ignore.last:
            return ignore
    return None


def _is_signed(waiver: Waiver) -> bool:
    return bool(waiver.reason.strip() and waiver.by.strip())


def _waiver_faults(
    placed: PlacedWaiver, used: set[int], refused: set[int], known_rules: Mapping[str, bool], today: date
) -> Iterator[Fault]:
    waiver = placed.waiver
    if waiver.rule not in known_rules:
        yield Fault("waiver.unknown-rule", placed.rule_place, (waiver.rule,))
    elif not _is_signed(waiver):
        yield Fault("waiver.unsigned", placed.rule_place, (waiver.rule,))
    elif id(placed) in refused:
        yield Fault("waiver.red", placed.rule_place, (waiver.rule,))
    elif waiver.until < today:
        yield Fault("waiver.expired", placed.until_place, (waiver.rule, waiver.until.isoformat()))
    elif id(placed) not in used and known_rules[waiver.rule]:
        yield Fault("waiver.unused", placed.rule_place, (waiver.rule,))


def _ignore_faults(placed: PlacedIgnore, used: set[int], refused: set[int], known_rules: Mapping[str, bool]) -> Iterator[Fault]:
    if placed.rule not in known_rules:
        yield Fault("ignore.unknown-rule", placed.place, (placed.rule,))
    elif not placed.reason:
        yield Fault("ignore.no-reason", placed.place, (placed.rule,))
    elif id(placed) in refused:
        yield Fault("ignore.red", placed.place, (placed.rule,))
    elif id(placed) not in used and known_rules[placed.rule]:
        yield Fault("ignore.unused", placed.place, (placed.rule,))
