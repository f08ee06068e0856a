"""Findings that somebody disputes: they are shown and no longer count, but for those that nobody here may take out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.model.config import Settings
from msgreview.model.finding import Finding
from msgreview.model.message import Message
from msgreview.model.vote import Vote
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import Rule


class Disputed(NamedTuple):
    """A finding that somebody does not share, and why."""

    finding: Finding
    because: str


def why_not_disputable(rule: Rule) -> str:
    """Why findings of a rule cannot be disputed, and what to do; "" where they can."""
    if rule.ask:
        return f"{rule.id} is about safety, privacy or the law, which is not ours to vote on. {rule.ask}"
    if rule.kind == "reported" and rule.level == "error":
        return f"{rule.id} says what is in the file, which is no matter of opinion. Mend it: `msgreview explain {rule.id}`"
    return ""


def refusals(settings: Settings, finding: Finding) -> Iterator[str]:
    """Why a finding cannot be disputed."""
    from msgreview.rubric.load import catalogue_rules

    rule = catalogue_rules(settings).all_rules.get(finding.rule)
    if rule is None:
        yield f"{finding.rule} is no rule but a failure of the tool. Please report it."
    elif why := why_not_disputable(rule):
        yield why
    elif not finding.message:
        yield f"{finding.path} holds no message that can be read, so there is nothing to vote on."


def disputable(settings: Settings, findings: Iterable[Finding]) -> list[Finding]:
    """Those of some findings that can be disputed."""
    return [each for each in findings if not any(refusals(settings, each))]


def split_disputed(
    findings: Iterable[Finding], votes: Sequence[Vote], rules: RuleSet, messages: Iterable[Facts | Message]
) -> tuple[list[Finding], list[Disputed]]:
    """The findings that stand, and those that a vote takes out, also one on an id that one of the `messages` supersedes."""
    ids = {old: each.id for each in messages for old in each.supersedes} if votes else {}
    because: dict[tuple[str, str, str, str], str] = {}
    for vote in votes:
        rule = rules.all_rules.get(vote.rule)
        if rule and not why_not_disputable(rule):
            because[vote.subject] = vote.because
            because.setdefault(replace(vote, message=ids.get(vote.message, vote.message)).subject, vote.because)
    standing: list[Finding] = []
    disputed: list[Disputed] = []
    for each in findings:
        why = because.get(each.subject) if because else None
        if why is None:
            standing.append(each)
        else:
            disputed.append(Disputed(each, why))
    return standing, disputed


def notes_on_votes(votes: Sequence[Vote], rules: RuleSet) -> list[str]:
    """A sentence for each rule that votes are about and that cannot be disputed."""
    named = (rules.all_rules.get(name) for name in dict.fromkeys(vote.rule for vote in votes))
    return [f"votes.yaml: {why}" for rule in named if rule and (why := why_not_disputable(rule))]
