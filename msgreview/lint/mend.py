"""Mends what can be mended in files: round after round, as words that overlap are taken one after the other."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from msgreview.catalogue.edits import Edit, edited
from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.yaml_tree import FileError, file_bytes
from msgreview.lint.fixes import Fix, Proposal, are_proven, proposals
from msgreview.lint.lint_report import LintReport
from msgreview.model.finding import Finding
from msgreview.rubric.actions import may_be_mended
from msgreview.rubric.ruleset import RuleSet

_MOST_ROUNDS = 10
"""Rounds until nothing is left to mend, at most: a team's own rules may undo one another."""


class MendedText(NamedTuple):
    """What became of one file in a round."""

    data: bytes
    mended: tuple[Finding, ...]
    unsafe: int
    """Findings that only an unsafe fix mends, and that were left."""
    lost: tuple[tuple[Finding, Fix], ...]
    """Fixes that the file does not take: something else in it would change."""


class MendedFile(NamedTuple):
    """A file that is mended, in memory: the file itself is as it was."""

    file: CatalogueFile
    before: bytes
    after: bytes


class Mended(NamedTuple):
    """What can be mended in some files, and what is left."""

    report: LintReport
    """On the files as mended."""
    files: tuple[MendedFile, ...]
    mended: tuple[Finding, ...]
    unsafe: int
    lost: tuple[tuple[Finding, Fix], ...]


def mend_files(
    files: Sequence[CatalogueFile],
    lint: Callable[[Sequence[CatalogueFile]], LintReport],
    rules: RuleSet,
    *,
    unsafe: bool,
    untouched: Collection[str],
) -> Mended:
    """Mends the findings of `lint`, until it reports none that can be mended. Nothing is written: what is mended is in memory.

    `untouched` are the paths, as they are shown, of files that stay as they are.
    """
    current = {file.shown: file for file in files}
    before: dict[str, bytes] = {}
    mended: list[Finding] = []
    for _ in range(_MOST_ROUNDS):
        report = lint(list(current.values()))
        some = _by_path(each for each in report.findings if each.path not in untouched and may_be_mended(each, rules))
        texts = {path: mended_text(_data(current[path]), path, on_it, rules, unsafe=unsafe) for path, on_it in some}
        changed = [path for path, text in texts.items() if text.mended]
        for path in changed:
            before.setdefault(path, _data(current[path]))
            mended += texts[path].mended
            current[path] = current[path]._replace(data=texts[path].data)
        if not changed:
            break
    else:
        report = lint(list(current.values()))
    originals = {file.shown: file for file in files}
    return Mended(
        report,
        tuple(MendedFile(originals[path], data, _data(current[path])) for path, data in before.items()),
        tuple(mended),
        sum(text.unsafe for text in texts.values()),
        tuple(each for text in texts.values() for each in text.lost),
    )


def mended_text(data: bytes, shown: str, findings: Iterable[Finding], rules: RuleSet, *, unsafe: bool) -> MendedText:
    """A file's content with as many of its findings mended as go together: of two that touch, the first."""
    file = load_bytes(data, shown)
    chosen: list[tuple[Finding, Proposal]] = []
    lost: list[tuple[Finding, Fix]] = []
    left = 0
    for finding in findings:
        proposed = proposals(finding, file, rules)
        usable = [each for each in proposed if unsafe or each.fix.safe]
        left += bool(proposed) and not usable
        if len(usable) == 1 and not any(_touch(usable[0], other) for _, other in chosen):
            chosen.append((finding, usable[0]))
    if not are_proven([each for _, each in chosen], file):
        lost += ((finding, each.fix) for finding, each in chosen if not are_proven([each], file))
        chosen = _together([each for each in chosen if are_proven([each[1]], file)], file)
    edits = [edit for _, each in chosen for edit in each.fix.edits]
    return MendedText(edited(data, file.source.text, edits), tuple(finding for finding, _ in chosen), left, tuple(lost))


def _together(chosen: list[tuple[Finding, Proposal]], file: LoadedFile) -> list[tuple[Finding, Proposal]]:
    """All of them if they are proven together, else as many of the first as are; the next round has the others."""
    while chosen and not are_proven([each for _, each in chosen], file):
        chosen = chosen[: len(chosen) // 2]
    return chosen


def _touch(one: Proposal, other: Proposal) -> bool:
    """Whether two fixes are on the same words, or on neighbours; also where one is on a text and the other on a fact."""
    return bool(one.edits) != bool(other.edits) or any(_meet(a, b) for a in one.fix.edits for b in other.fix.edits)


def _meet(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _by_path(findings: Iterable[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    by_path: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.path].append(finding)
    return by_path.items()


def _data(file: CatalogueFile) -> bytes:
    try:
        return file_bytes(file)
    except FileError:  # It is reported as a finding.
        return b""
