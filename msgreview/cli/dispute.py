"""`msgreview dispute`: a finding that you do not share is recorded as a vote, and fails no run any more."""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from msgreview.catalogue.files import find_files
from msgreview.catalogue.votes import NAME
from msgreview.cli import output
from msgreview.cli.complete import rule_ids
from msgreview.cli.context import ConfigPath, open_settings
from msgreview.cli.errors import FINDINGS
from msgreview.cli.review.context import answer, ask, recording, refuse_all
from msgreview.history.git import GitError, Repository
from msgreview.history.votes import are_committed, record_vote
from msgreview.lint.disputes import disputable, refusals
from msgreview.lint.lint_report import LintReport
from msgreview.model.config import PROFILES, Settings
from msgreview.model.errors import UsageError
from msgreview.model.finding import Finding
from msgreview.model.vote import Vote
from msgreview.report.lines import count, typed
from msgreview.report.sitting.dialogue import carry_on, disputing

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?:?")


class _Place(NamedTuple):
    path: Path
    line: int
    column: int
    """0 where none is named."""


def dispute(
    place: Annotated[str, typer.Argument(metavar="PATH:LINE", help="Where the finding is, as `lint` prints it.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its rule, such as tone.shouting.", autocompletion=rule_ids)],
    *,
    because: Annotated[str, typer.Option(metavar="WHY", help="Why you do not share it, in a few words and without names.")],
    no_commit: Annotated[bool, typer.Option("--no-commit", help="Write the vote, and leave the commit to you.")] = False,
    config: ConfigPath = None,
) -> None:
    """Disagree with a finding, so that it fails no run.

    It is shown dimmed from now on. The vote goes into votes.yaml beside the settings, and counts in how good a rule is.
    Findings about safety, privacy and law cannot be disputed; the command says whom to ask.
    """
    from msgreview.lint.cached import lint_in_catalogue
    from msgreview.lint.run import require_rules
    from msgreview.rubric.load import catalogue_rules

    because = " ".join(because.split())
    if not because:
        raise UsageError('say why, for those who look at the rule later: --because "It is said with a smile, in a chat".')
    at = _place(place)
    settings = open_settings([at.path], config, None, PROFILES[-1])
    require_rules([rule], catalogue_rules(settings))
    report = lint_in_catalogue(find_files([at.path], Path.cwd()), settings)
    before = next((each for each in report.disputed if _is_at(each.finding, at) and each.finding.rule == rule), None)
    if before:
        output.say(f"{rule} is disputed there already, because: {before.because}")
    finding = before.finding if before else _finding(report, at, rule)
    record_dispute(settings, finding, before.because if before else because, commit=not no_commit)


def record_dispute(settings: Settings, finding: Finding, because: str, *, commit: bool) -> None:
    """Records a vote and says so; ends the run with 1 where the finding cannot be disputed."""
    refuse_all(list(refusals(settings, finding)))
    vote = Vote(settings.today, finding.rule, finding.message, because, finding.field, finding.quote)
    try:
        repository = Repository(Path(settings.root))
    except GitError:
        repository = None
    with recording():
        commit_id = record_vote(Path(settings.root), repository, vote, commit=commit)
    pending = repository is not None and not commit_id and not are_committed(Path(settings.root), repository)
    where = f"{NAME}, commit {commit_id[:7]}" if commit_id else f"{NAME}, not committed" if pending else NAME
    output.say(f"Disputed: {finding.rule} in {finding.message} ({where}). It is shown dimmed, and fails no run.")
    if pending:
        output.say(f"Commit it when you are ready: git add {NAME}, and git commit {NAME}")


def _what_to_do(settings: Settings, finding: Finding) -> str:
    """What can be done about a red finding that stands against an approval."""
    for why in refusals(settings, finding):
        return f"Mend it first. {why}"
    return f"Mend it first or, if it is wrong: {dispute_command(finding)}"


def if_wrong(settings: Settings, finding: Finding) -> str:
    """What can be done about a finding that is wrong: the command, or whom to ask."""
    return next(refusals(settings, finding), f"Where a finding is wrong: {dispute_command(finding)}")


def dispute_command(finding: Finding) -> str:
    """What is typed to say that a finding is wrong."""
    return f'msgreview dispute {typed(f"{finding.path}:{finding.line}")} {finding.rule} --because "WHY"'


def red_reasons(settings: Settings, red: Iterable[Finding]) -> list[str]:
    """Red findings that stand against an approval, a sentence each, with what to do about it."""
    return [f"{each.path}:{each.line}: {each.rule}: {each.text} {_what_to_do(settings, each)}" for each in red]


def offer_to_dispute(settings: Settings, red: Sequence[Finding], *, commit: bool) -> bool:
    """Offers to dispute the red findings that stand against an approval, if all can be; whether one is disputed now."""
    if not red or not sys.stdin.isatty() or len(disputable(settings, red)) < len(red):
        return False
    if answer(f"{count(len(red), 'red finding')} against it. Mend, or type d to dispute one: [d/N] ").casefold() != "d":
        return False
    ask_what_to_dispute(settings, red, commit=commit)
    return True


def ask_what_to_dispute(settings: Settings, findings: Sequence[Finding], *, commit: bool) -> None:
    """Asks which of some findings is wrong and why, and records it; ends the run with 1 where nothing is answered."""
    with recording():
        outcome = carry_on(disputing(disputable(settings, findings)), ask)
    if outcome is None:
        output.say("Nothing was recorded.")
        raise typer.Exit(FINDINGS)
    record_dispute(settings, *outcome, commit=commit)


def _place(text: str) -> _Place:
    match = _PLACE.fullmatch(text)
    if match is None:
        raise UsageError(f"'{text}' is no place. Copy it from the finding: messages/desk/hours.yaml:12")
    return _Place(Path(match["path"]), int(match["line"]), int(match["column"] or 0))


def _finding(report: LintReport, at: _Place, rule: str) -> Finding:
    """The finding that is meant; UsageError where there is none, or several."""
    if any(_is_at(each, at) and each.rule == rule for each in report.waived):
        raise UsageError(f"{rule} is waived or ignored there, so there is nothing left to dispute.")
    here = [each for each in report.everything if _is_at(each, at)]
    meant = {each.quote: each for each in here if each.rule == rule}
    if not meant:
        everywhere = [*report.everything, *(each.finding for each in report.disputed)]
        raise UsageError(_nothing_there(everywhere, here, at, rule))
    if len(meant) > 1:
        places = ", ".join(f"{each.path}:{each.line}:{each.column} ('{each.quote}')" for each in meant.values())
        raise UsageError(f"{rule} finds several things there. Add the column: {places}")
    [finding] = meant.values()
    return finding


def _is_at(finding: Finding, at: _Place) -> bool:
    return finding.line == at.line and at.column in (0, finding.column)


def _nothing_there(findings: Sequence[Finding], here: Sequence[Finding], at: _Place, rule: str) -> str:
    where = f"{at.path.as_posix()}:{at.line}" + (f":{at.column}" if at.column else "")
    if here:
        return f"{rule} finds nothing at {where}. There: {', '.join(dict.fromkeys(each.rule for each in here))}."
    places = sorted({(each.line, each.column if at.column else 0) for each in findings if each.rule == rule})
    if places:
        there = ", ".join(f"{line}:{column}" if column else str(line) for line, column in places)
        return f"{rule} finds nothing at {where}. It does in line {there}."
    return f"{rule} finds nothing in {at.path.as_posix()}. `msgreview lint {typed(at.path.as_posix())}` shows what there is."
