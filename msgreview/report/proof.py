"""Whether the examples of rules hold, and what of each rule they reach."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from msgspec.structs import replace

from msgreview.proof.coverage import Arm
from msgreview.proof.examples import ExampleResult
from msgreview.report.lines import Block, Column, Grid, Line, Run, Style, count, line, one_line, paragraph
from msgreview.rubric.schema import Rule

ENOUGH = 2
"""Examples of each sort that a rule should have."""

_TOO_FEW = "It needs two {} examples or more: they are its tests, its manual and its exercises."


class Proof(msgspec.Struct, frozen=True):
    """What became of a rule's examples. No arms: the rule is one thing, reached by any bad example that fires it."""

    rule: Rule
    results: tuple[ExampleResult, ...]
    arms: tuple[Arm, ...]

    @property
    def holds(self) -> bool:
        """Whether every example does what it should."""
        return all(result.ok for result in self.results)

    @property
    def shown(self) -> bool:
        """Whether it can be shown by examples at all: some problems of files cannot."""
        return self.rule.kind != "reported" or bool(self.results)

    @property
    def reached(self) -> tuple[int, int]:
        """Arms reached by a bad example, and all of them."""
        if self.arms:
            return sum(arm.reached for arm in self.arms), len(self.arms)
        return int(any(result.fired for result in self._of("bad"))), 1

    def tally(self, kind: str) -> tuple[int, int]:
        """Examples of a kind that do what they should, and all of them."""
        mine = self._of(kind)
        return sum(result.ok for result in mine), len(mine)

    def too_few(self) -> list[str]:
        """The kinds of which there are not enough examples."""
        return [kind for kind in ("bad", "good") if self.shown and len(self._of(kind)) < ENOUGH]

    def _of(self, kind: str) -> list[ExampleResult]:
        return [result for result in self.results if result.kind == kind]


def proof_lines(proofs: Sequence[Proof], width: int, *, unreached: bool) -> Iterator[Block]:
    """A table of the rules, below each its failures and with `unreached` the arms that no bad example reaches; the outcome."""
    ids = max([len("rule"), *(len(proof.rule.id) for proof in proofs)])
    counts = (Column("bad fire", "right", 9), Column("good silent", "right", 11), Column("coverage", "right", 8))
    grid = Grid((Column("  rule", width=ids + 2), *counts))
    rows: list[tuple[Run, ...]] = []
    for proof in proofs:
        rows.append(_row(proof))
        below = [*_failures(proof, width), *(_unreached(proof, width) if unreached else ())] if proof.shown else []
        if below:
            yield replace(grid, rows=tuple(rows))
            yield from below
            grid, rows = replace(grid, titled=False), []
    if rows:
        yield replace(grid, rows=tuple(rows))
    yield from _outcome(proofs, unreached=unreached)


def _row(proof: Proof) -> tuple[Run, ...]:
    if not proof.shown:
        return Run(f"· {proof.rule.id}", "dim"), Run("what a few lines of text cannot show", "dim")
    mark: str
    style: Style
    mark, style = ("✗", "red") if not proof.holds else ("!", "yellow") if proof.too_few() else ("✓", "green")
    tallies = (proof.tally("bad"), proof.tally("good"), proof.reached)
    return Run(f"{mark} {proof.rule.id}", style), *(Run(f"{right} of {all_}") for right, all_ in tallies)


def _failures(proof: Proof, width: int) -> Iterator[Line]:
    for result in proof.results:
        if not result.ok:
            name = f"    {result.kind} example {result.index + 1}"
            yield line(f"{name}  ", (one_line(result.text, width - len(name) - 2), "dim"))
            yield from paragraph(f"It {result.why}.", width, "      ")
            yield from paragraph(result.advice, width, "      ")
    for kind in proof.too_few():
        yield line(f"    {_TOO_FEW.format(kind)}")


def _unreached(proof: Proof, width: int) -> Iterator[Line]:
    for option, arms in groupby((arm for arm in proof.arms if not arm.reached), lambda arm: arm.option):
        yield line(f"    No bad example reaches these `{option}`:")
        yield from (line("      ", (one_line(arm.text, width - 6), "dim")) for arm in arms)


def _outcome(proofs: Sequence[Proof], *, unreached: bool) -> Iterator[Line]:
    failed = sum(not proof.holds for proof in proofs)
    thin = sum(bool(proof.too_few()) for proof in proofs)
    examples = count(sum(len(proof.results) for proof in proofs), "example")
    outcome = f"{count(failed, 'rule')} to mend, marked with ✗." if failed else "all hold."
    more = f" Too few examples: {count(thin, 'rule')}." if thin else ""
    yield line(f"{examples} of {count(len(proofs), 'rule')}: {outcome}{more}")
    reached, arms = map(sum, zip(*(proof.reached for proof in proofs if proof.shown), strict=True)) if proofs else (0, 0)
    if reached < arms:
        hint = "" if unreached else " `--coverage` names the others."
        yield line(f"Bad examples reach {reached} of {count(arms, 'pattern')}, each tried alone.{hint}")


def proof_dict(proof: Proof) -> dict[str, Any]:
    """What became of a rule's examples, in the JSON contract."""
    reached, arms = proof.reached
    return {
        "id": proof.rule.id,
        "ok": proof.holds,
        "bad": dict(zip(("ok", "total"), proof.tally("bad"), strict=True)),
        "good": dict(zip(("ok", "total"), proof.tally("good"), strict=True)),
        "too_few": proof.too_few(),
        "coverage": {
            "reached": reached,
            "total": arms,
            "unreached": [{"option": arm.option, "text": arm.text} for arm in proof.arms if not arm.reached],
        },
        "examples": [msgspec.structs.asdict(result) for result in proof.results],
    }
