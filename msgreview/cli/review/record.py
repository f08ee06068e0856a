"""`msgreview review keep|edit|retire`: what is about to be recorded is shown, asked for, and recorded as a stamp and a commit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from msgreview.cli import output
from msgreview.cli.complete import message_ids
from msgreview.cli.context import ConfigPath
from msgreview.cli.dispute import ask_what_to_dispute, offer_to_dispute, red_reasons
from msgreview.cli.errors import FINDINGS
from msgreview.cli.review.context import (
    ask,
    confirm,
    is_fact,
    recordable_here,
    recording,
    refuse_all,
    review_here,
    unknown,
    where,
)
from msgreview.history.context import ReviewContext
from msgreview.history.people import addressee, owner_of, still_here
from msgreview.history.record import Proposal, record, seen_digest
from msgreview.lint.disputes import disputable
from msgreview.model.errors import UsageError
from msgreview.model.review import Person
from msgreview.report.lines import listed, safe, typed
from msgreview.report.sitting.decisions import APPROVALS, Choice, owner, proposals
from msgreview.report.sitting.dialogue import why_not
from msgreview.report.sitting.session import Did

Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="The messages' ids.", show_default=False, autocompletion=message_ids)
]
Id = Annotated[str, typer.Argument(metavar="ID", help="The message's id.", show_default=False, autocompletion=message_ids)]
Note = Annotated[str, typer.Option(metavar="TEXT", help="Why, for those who read the record later.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not show and ask: you have looked at it.")]
Seen = Annotated[
    str,
    typer.Option(metavar="FINGERPRINT", help="For scripts: record it only if this is still what `review show` named so."),
]
NoCommit = Annotated[bool, typer.Option("--no-commit", help="Write the stamp into the file, and leave the commit to you.")]


class _Act(NamedTuple):
    """What a decision is called where it is asked for, and where it is done."""

    question: str
    done: str


_KEEP = _Act("Approve {what} as it stands?", "Approved")
_ACTS: dict[Did, _Act] = {
    "keep": _KEEP,
    "refuse": _KEEP,
    "edit": _Act("Record these words of {what}?", "Recorded"),
    "recommend": _Act("Recommend “{why}” to {to} for {what}?", "Recommended to {to}"),
    "retire": _Act("Retire {what}, so that it is not sent any more?", "Retired"),
}


class _Run(NamedTuple):
    """A decision, and how it is to be recorded."""

    choice: Choice
    yes: bool
    seen: str
    commit: bool
    config: Path | None

    @property
    def asks(self) -> bool:
        """Whether the messages are shown and asked for."""
        return not (self.yes or self.seen)

    def again(self) -> ReviewContext:
        """The catalogue as it is by now."""
        return review_here(self.config, quiet=True)


def keep(
    names: Ids,
    *,
    note: Note = "",
    refuse: Annotated[str, typer.Option(metavar="WHY", help="Answer a recommendation with no, and say why.")] = "",
    both_wrote: Annotated[
        str, typer.Option(metavar="WHY", help="Approve words that you and a colleague wrote, where nobody else can read them.")
    ] = "",
    yes: Yes = False,
    seen: Seen = "",
    no_commit: NoCommit = False,
    config: ConfigPath = None,
) -> None:
    """Approve messages as they stand.

    Each is shown and asked for by itself. With --yes, several go together only where somebody has read these very words before.
    A fact that has changed is approved once for all messages that quote it: policy:loans.days.
    """
    review = recordable_here(config)
    if len(names) == 1 and is_fact(review, names[0]):
        from msgreview.cli.review.fact import keep_fact

        if refuse or seen:
            raise UsageError("a fact is approved by itself: leave --refuse and --seen out.")
        keep_fact(review, names[0], note=note.strip(), yes=yes, no_commit=no_commit, config=config)
        return
    if refuse:
        if note:
            raise UsageError("--refuse says why already. Leave --note out.")
        for name in names:
            state = review.states.get(name)
            if state and "recommended" not in state.overlays:
                raise UsageError(f"nothing is recommended for {name}. `msgreview review log {name}` tells its life.")
    did: Did = "refuse" if refuse.strip() else "keep"
    choice = Choice(did, (refuse or note).strip(), both_wrote=both_wrote.strip())
    _decide(review, names, _Run(choice, yes, seen, not no_commit, config))


def edit(
    name: Id,
    *,
    recommend: Annotated[str, typer.Option(metavar="TEXT", help="Change nothing; recommend this change to its owner.")] = "",
    to: Annotated[str, typer.Option(metavar="OWNER", help="Who is to decide on it; the message's owner by default.")] = "",
    note: Note = "",
    yes: Yes = False,
    seen: Seen = "",
    no_commit: NoCommit = False,
    config: ConfigPath = None,
) -> None:
    """Record the words that you changed, or recommend a change.

    Change the file first: the words and your review become one commit, and somebody else approves them.
    """
    review = recordable_here(config)
    if recommend and note:
        raise UsageError("--recommend says it already. Leave --note out.")
    if to and not recommend:
        raise UsageError("--to needs a recommendation: --recommend TEXT --to OWNER.")
    if recommend and not recommend.strip():
        raise UsageError("--recommend says what to change. Write it behind it, in quotes.")
    if recommend:
        to = _known(review, to) if to else _owner(review, name)
    choice = Choice("recommend", recommend.strip(), to) if recommend else Choice("edit", note.strip())
    _decide(review, [name], _Run(choice, yes, seen, not no_commit, config))


def retire(
    names: Ids,
    *,
    note: Note = "",
    yes: Yes = False,
    seen: Seen = "",
    no_commit: NoCommit = False,
    config: ConfigPath = None,
) -> None:
    """Retire messages: they stay, and are not sent any more.

    Their ids are never used again, and what they said can still be read.
    """
    _decide(recordable_here(config), names, _Run(Choice("retire", note.strip()), yes, seen, not no_commit, config))


def _owner(review: ReviewContext, name: str) -> str:
    """Who answers for a message; UsageError where nobody does."""
    if name not in review.catalogue.messages:
        return ""
    if not (mail := owner(review, name)):
        raise UsageError(f"nobody answers for {name}. Say who is to decide: --to MAIL.")
    return mail


def _known(review: ReviewContext, to: str) -> str:
    """Whom --to names; UsageError where that is nobody, or somebody who has left."""
    config, history = review.settings.config, review.history
    answering = {owner_of(current.message, config) for current in review.catalogue.messages.values()} - {""}
    reviewers = {who for service in config.services.values() for who in (service.owner, *service.reviewers)}
    names = {str(Person(name, email)) for email, name in (history.names if history else {}).items()}
    people = [who for who in (*answering, *reviewers, *names) if Person.of(who).email]
    meant = addressee(to, people)
    if meant is None:
        known = f"Who answers for messages here: {listed(sorted(answering))}." if answering else ""
        raise UsageError(f"--to '{to}' is not an address, and nobody known here. {known}")
    if not still_here([meant], config):
        raise UsageError(f"--to '{to}' has left, as `gone` in the settings says. Name somebody who is to decide now.")
    return meant


def _decide(review: ReviewContext, names: Sequence[str], run: _Run) -> None:
    """Shows the messages, asks, checks that nothing changed meanwhile, and records. Ends the run with 1 where it may not."""
    from msgreview.report.review_lines import page_lines
    from msgreview.report.review_page import review_pages

    names = list(dict.fromkeys(names))
    if run.seen and len(names) > 1:
        raise UsageError("--seen names one state of one message. Give one id.")
    for name in names:
        if name not in review.states:
            raise unknown(review, name)
    if len(names) > 1 and not run.yes:
        _walk(review, names, run)
        return
    assert review.repository is not None
    by, choice = review.repository.me(), run.choice
    proposed, pages = proposals(review, names, by, choice), review_pages(review, names)
    red = [finding for each in pages for finding in each.red if choice.did in APPROVALS]
    if run.asks:
        output.show([*page_lines(pages[0], output.width()), ()])
        if offer_to_dispute(review.settings, red, commit=run.commit):
            _decide(run.again(), names, run)
            return
        if choice.did == "keep" and "recommended" in pages[0].state.overlays:
            why = ask(why_not(pages[0].state))
            if not why:
                output.say("Nothing was recorded.")
                raise typer.Exit(FINDINGS)
            choice = choice._replace(did="refuse", why=why)
            proposed = proposals(review, names, by, choice)
    refuse_all([*(reason for each in proposed for reason in each.against), *red_reasons(review.settings, red)])
    if run.seen and run.seen != pages[0].seen:
        look = f"Look again: msgreview review show {names[0]}"
        refuse_all([f"{names[0]} is not what it was when you saw it: it is {pages[0].seen} now. {look}"])
    if run.asks:
        question = _ACTS[choice.did].question.format(what=names[0], why=choice.why, to=choice.to)
        if confirm(question, "d to dispute a finding" if disputable(review.settings, pages[0].shown) else ""):
            ask_what_to_dispute(review.settings, pages[0].shown, commit=run.commit)
            _decide(run.again(), names, run._replace(choice=choice))
            return
        refuse_all(_changed(proposed, proposals(run.again(), names, by, choice)))
    with recording():
        commit = record(review.repository, proposed, commit=run.commit)
    if commit and review.history and commit == review.history.head:
        output.say(f"It is on record already: {', '.join(names)}.", "Next: msgreview review due")
        return
    has_new_words = choice.did == "edit" and pages[0].words != ()
    _print_outcome(proposed, commit, choice, waits=has_new_words and not review.settings.config.review.solo)
    if commit and review.repository.signs():
        output.say("Git signs your commits, and msgreview runs no program: sign it with `git commit --amend --no-edit -S`.")


def _walk(review: ReviewContext, names: Sequence[str], run: _Run) -> None:
    """Decides on several messages one by one. Ends the run with 1 where some are left as they are."""
    left = []
    for number, name in enumerate(names):
        output.say(f"{number + 1} of {len(names)}")
        try:
            _decide(run.again() if number else review, [name], run)
        except typer.Exit:
            left.append(name)
    if left:
        output.say(f"Recorded: {len(names) - len(left)} of {len(names)}. Left as they are: {', '.join(left)}.")
        raise typer.Exit(FINDINGS)


def _changed(before: Sequence[Proposal], now: Sequence[Proposal]) -> list[str]:
    """What has changed between the page and the answer, in the message, in what it uses or in what it quotes."""
    return [
        f"{old.current.message.id} has changed since you saw it, so nothing was recorded. Look at it again."
        for old, new in zip(before, now, strict=True)
        if old.before != new.before or seen_digest(old.current) != seen_digest(new.current)
    ]


def _print_outcome(proposed: Sequence[Proposal], commit: str, choice: Choice, *, waits: bool) -> None:
    """What was recorded, where, and what comes next; `waits` is whether somebody else is to approve new words."""
    names = [each.current.message.id for each in proposed]
    files = " ".join(dict.fromkeys(typed(each.current.shown) for each in proposed))
    done = _ACTS[choice.did].done.format(to=safe(choice.to))
    output.say(f"{done}: {', '.join(names)} ({where(commit, files)}).")
    outside = dict.fromkeys(each.current.message.service for each in proposed if each.stamp.outside)
    if outside:
        output.say(f"You are not a reviewer of {safe(', '.join(outside))}, and the stamp says so.")
    if waits:
        output.say(f"Somebody else approves your words: msgreview review keep {names[0]}")
    if not commit:
        output.say(f"Commit it when you are ready: git commit {files}")
    elif choice.did == "recommend":
        output.say("Its owner changes the words, or says why not: msgreview review keep ID --refuse WHY")
    else:
        output.say("Next: msgreview review due")
