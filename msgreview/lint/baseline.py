"""The baseline of a catalogue: findings that stood when it was written, which `lint` leaves out. It only shrinks.

`baseline.yaml` lies beside the settings and has a line for each, sorted, so that two people seldom write at the same place:

    - {"message": "circulation.closed", "rule": "tone.curt", "field": "body", "words": "We're full.", "times": 2}

What a finding is about tells it, and not the line that it is on; so it stays the same when files are renamed and bodies are laid
out anew, and under the id that a message has now if that names its earlier one (`supersedes`).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile, shown_path
from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.line_file import item_in, item_rows
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.yaml_tree import FileError, decode, file_bytes, read_bytes
from msgreview.lint.lint_report import Choice, LintReport
from msgreview.lint.since import beyond, narrowed, subject
from msgreview.model.config import Count
from msgreview.model.errors import ConfigError
from msgreview.model.finding import Finding
from msgreview.model.later import later
from msgreview.rubric.ruleset import RuleSet

NAME = "baseline.yaml"
_HEADER = """\
# Findings that stood before, a line each: `msgreview lint` leaves them out. `msgreview baseline` takes out those that are mended.
"""
_HOW = (
    'this line is no finding. Write it as `msgreview baseline` does: - {"message": "ID", "rule": "tone.curt", "field": "body", '
    '"words": "WORDS"}'
)
_MERGED = "; a line that is there twice counts once. Then `msgreview baseline` takes out what is mended."
_GRAMMAR = "grammar."
"""How the names of rules start that an engine judges."""
_SUPERSEDES = b"supersedes"
_UNPRINTABLE = later("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML takes for a line end, or does not take."""


class About(NamedTuple):
    """What a finding is about: a message or, where it is about none, a file; a rule; a field; and words."""

    message: str
    file: str
    """From the root of the catalogue."""
    rule: str
    field: str
    words: str


Baseline = Mapping[About, int]
"""What stood before → how many times."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    message: str = ""
    file: str = ""
    rule: str = ""
    field: str = ""
    words: str = ""
    times: Count = 1

    def __post_init__(self) -> None:
        if not self.rule or not (self.message or self.file):
            raise ValueError("a line names a rule, and a message or a file")


def load_baseline(root: Path, here: Path | None = None) -> Baseline | None:
    """The baseline of the catalogue with this root; None where there is none. Errors name it as it is reached from `here`.

    A line that is there twice counts once, so that a union of two versions reads as the larger of both.
    Raises ConfigError at the first line that cannot be read.
    """
    path = root / NAME
    if not path.exists():
        return None
    shown = shown_path(path, here or Path.cwd())
    try:
        text = decode(read_bytes(path, shown), shown).text
    except FileError as error:
        raise ConfigError(f"{shown}: it cannot be read as UTF-8 text ({', '.join(error.problem.args)}).") from None
    baseline: dict[About, int] = {}
    for number, row in item_rows(text):
        line = _line(row, shown, number)
        about = About(line.message, line.file, line.rule, line.field, line.words)
        baseline[about] = max(line.times, baseline.get(about, 0))
    return baseline


def _line(row: str, shown: str, number: int) -> _Line:
    """What a line holds. Those that `baseline_text` wrote are JSON, too, which is read many times faster."""
    try:
        if row.startswith("- {"):
            return msgspec.json.decode(row[2:], type=_Line)
    except msgspec.MsgspecError:
        pass
    line = item_in(row, _Line, shown, number, _HOW, _MERGED)
    if isinstance(line, FileProblem):
        raise ConfigError(str(line))
    return line


def baseline_text(baseline: Baseline) -> str:
    """The content of the file."""
    return _HEADER + "".join(f"- {_yaml(_Line(*each, times=times))}\n" for each, times in sorted(baseline.items()))


def _yaml(line: _Line) -> str:
    """A line as JSON that is YAML, too."""
    fields: dict[str, object] = msgspec.to_builtins(line)
    pairs = (f'"{name}": {msgspec.json.encode(value).decode()}' for name, value in fields.items())
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", f"{{{', '.join(pairs)}}}")


def about(root: Path) -> Callable[[Finding], About]:
    """Returns what a finding in the catalogue with this root is about."""

    def about_finding(finding: Finding) -> About:
        owner, field, rule, words = subject(finding, "" if finding.message else _from_root(finding.path, root))
        return About(owner, "", rule, field, words) if finding.message else About("", owner, rule, field, words)

    return about_finding


def _from_root(path: str, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def baseline_of(findings: Iterable[Finding], root: Path) -> Baseline:
    """The baseline that has all of some findings, but for failures of the tool."""
    return Counter(map(about(root), (each for each in findings if not each.rule.startswith("internal."))))


def new_to(baseline: Baseline, findings: Iterable[Finding], root: Path) -> tuple[Finding, ...]:
    """The findings that are not in the baseline; of words that stand there once more, the last."""
    return beyond(findings, baseline, about(root))


def parted(baseline: Baseline, findings: Sequence[Finding], root: Path) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that are new to the baseline, and those that it has."""
    new = new_to(baseline, findings, root)
    ids = set(map(id, new))
    return new, tuple(each for each in findings if id(each) not in ids)


def beside_baseline(
    report: LintReport, baseline: Baseline, choice: Choice, root: Path, files: Sequence[CatalogueFile]
) -> LintReport:
    """The report on some files without what the baseline has, and how much that is."""
    baseline = under_present_ids(baseline, report.messages, files)
    everything = report.narrowed_from or report.findings
    new = set(map(id, parted(baseline, everything, root)[0]))
    left = tuple(each for each in report.findings if id(each) in new)
    narrow = narrowed(report, left, choice)
    return replace(narrow, narrowed_from=everything, summary=replace(narrow.summary, baseline=len(report.findings) - len(left)))


def judges(rules: RuleSet, *, unproofed: bool) -> Callable[[str], bool]:
    """Returns whether a run has judged a rule: none that is off, nor one of a grammar engine that was not there."""
    silent = rules.all_rules.keys() - {rule.id for rule in rules.rules}
    return lambda rule: rule not in silent and not (unproofed and rule.startswith(_GRAMMAR))


def shrunk(baseline: Baseline, findings: Iterable[Finding], root: Path, is_judged: Callable[[str], bool]) -> Baseline:
    """The baseline without what is met no more. Rules that are not judged now, as they are off or could not run, stay."""
    now = baseline_of(findings, root)
    left = {each: min(times, now.get(each, 0)) if is_judged(each.rule) else times for each, times in baseline.items()}
    return {each: times for each, times in left.items() if times}


def under_present_ids(baseline: Baseline, messages: Iterable[tuple[str, str]], files: Sequence[CatalogueFile]) -> Baseline:
    """The baseline under the ids that messages have now. `messages` are those in `files`: the path and id of each."""
    absent = {each.message for each in baseline if each.message}.difference(id_ for _, id_ in messages)
    ids = dict(_earlier_ids(files)) if absent else {}
    return renamed({old: id_ for old, id_ in ids.items() if old in absent}, baseline)


def renamed(ids: Mapping[str, str], baseline: Baseline) -> Baseline:
    """The baseline with present ids in the place of earlier ones."""
    if not ids:
        return baseline
    present: dict[About, int] = {}
    for each, times in baseline.items():
        under = each._replace(message=ids.get(each.message, each.message))
        present[under] = present.get(under, 0) + times
    return present


def _earlier_ids(files: Iterable[CatalogueFile]) -> Iterator[tuple[str, str]]:
    """Each earlier id of a message, and its present one."""
    for file in files:
        try:
            data = file_bytes(file)
        except FileError:
            continue
        for entry in load_bytes(data, file.shown).entries if _SUPERSEDES in data else ():
            yield from ((old, entry.message.id) for old in entry.message.supersedes)
