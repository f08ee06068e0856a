"""`msgreview review keep|edit|retire`: what is about to be recorded is shown, asked for, and recorded as a stamp and a commit."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from msgreview.cli import output
from msgreview.cli.complete import message_ids
from msgreview.cli.context import ConfigPath
from msgreview.cli.dispute import ask_what_to_dispute, offer_to_dispute, red_reasons
from msgreview.cli.errors import FINDINGS
from msgreview.cli.review.context import answer, confirm, recordable_here, recording, refuse_all, review_here, unknown
from msgreview.history.context import ReviewContext
from msgreview.history.people import addressee, owner_of, still_here
from msgreview.history.record import Proposal, propose, record, seen_digest
from msgreview.model.errors import UsageError
from msgreview.model.message import Decision
from msgreview.model.review import MessageState, Person
from msgreview.report.lines import listed, safe

if TYPE_CHECKING:
    from msgreview.report.review_page import ReviewPage

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

_QUESTION: dict[Decision, str] = {
    "keep": "Approve {what} as it stands?",
    "edit": "Record these words of {what}?",
    "retire": "Retire {what}, so that it is not sent any more?",
}
_DONE: dict[Decision, str] = {"keep": "Approved", "edit": "Recorded", "retire": "Retired"}


class _Options(NamedTuple):
    """A decision, and the options of the command that records it."""

    decision: Decision
    yes: bool
    seen: str
    no_commit: bool
    note: str
    to: str = ""
    refuses: bool = False
    """Whether the note says why what is recommended is not done."""
    both_wrote: str = ""

    @property
    def is_approval(self) -> bool:
        """Whether words are approved with it: red findings stand against that."""
        return self.decision == "keep" or (self.decision == "edit" and not self.to)


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
    if len(names) == 1 and names[0] not in review.states and names[0].startswith(("policy:", "variable:")):
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
    why = (refuse or note).strip()
    _decide(review, names, _Options("keep", yes, seen, no_commit, why, "", bool(refuse.strip()), both_wrote.strip()), config)


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
    _decide(review, [name], _Options("edit", yes, seen, no_commit, (recommend or note).strip(), to), config)


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
    _decide(recordable_here(config), names, _Options("retire", yes, seen, no_commit, note.strip()), config)


def _owner(review: ReviewContext, name: str) -> str:
    """Who answers for a message; UsageError where nobody does."""
    current = review.catalogue.messages.get(name)
    owner = owner_of(current.message, review.settings.config) if current else ""
    if current and not owner:
        raise UsageError(f"nobody answers for {name}. Say who is to decide: --to MAIL.")
    return owner


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
        raise UsageError(f"--to '{to}' is no address, and nobody known here. {known}")
    if not still_here([meant], config):
        raise UsageError(f"--to '{to}' has left, as `gone` in the settings says. Name somebody who is to decide now.")
    return meant


def _decide(review: ReviewContext, names: Sequence[str], options: _Options, config: Path | None) -> None:
    """Shows the messages, asks, checks that nothing changed meanwhile, and records. Ends the run with 1 where it may not."""
    from msgreview.report.review_page import review_pages

    names = list(dict.fromkeys(names))
    if options.seen and len(names) > 1:
        raise UsageError("--seen names one state of one message. Give one id.")
    if len(names) > 1 and not options.yes:
        _walk(review, names, options, config)
        return
    proposals = _proposals(review, names, options)
    assert review.repository is not None
    pages = review_pages(review, names)
    if not (options.yes or options.seen):
        _show(pages)
        if options.is_approval and offer_to_dispute(review.settings, pages[0].red, commit=not options.no_commit):
            _decide(review_here(config, quiet=True), names, options, config)
            return
        if options.decision == "keep" and not options.refuses and "recommended" in proposals[0].state.overlays:
            options = _ask_why(proposals[0].state, options)
            proposals = _proposals(review, names, options)
    red = [finding for each in pages for finding in each.red if options.is_approval]
    refuse_all([*(reason for each in proposals for reason in each.against), *red_reasons(review.settings, red)])
    if options.seen and options.seen != pages[0].seen:
        look = f"Look again: msgreview review show {names[0]}"
        refuse_all([f"{names[0]} is not what it was when you saw it: it is {pages[0].seen} now. {look}"])
    if not (options.yes or options.seen):
        if _ask(names[0], pages[0], options):
            ask_what_to_dispute(review.settings, pages[0].shown, commit=not options.no_commit)
            _decide(review_here(config, quiet=True), names, options, config)
            return
        again = _proposals(review_here(config, quiet=True), names, options)
        refuse_all(_changed(proposals, again))
    with recording():
        commit = record(review.repository, proposals, commit=not options.no_commit)
    _print_outcome(review, pages, proposals, commit, options)


def _walk(review: ReviewContext, names: Sequence[str], options: _Options, config: Path | None) -> None:
    """Decides on several messages one by one. Ends the run with 1 where some are left as they are."""
    for name in names:
        if name not in review.states:
            raise unknown(review, name)
    left = []
    for number, name in enumerate(names):
        output.say(f"{number + 1} of {len(names)}")
        try:
            _decide(review_here(config, quiet=True) if number else review, [name], options, config)
        except typer.Exit:
            left.append(name)
    if left:
        output.say(f"Recorded: {len(names) - len(left)} of {len(names)}. Left as they are: {', '.join(left)}.")
        raise typer.Exit(FINDINGS)


def _proposals(review: ReviewContext, names: Sequence[str], options: _Options) -> tuple[Proposal, ...]:
    for name in names:
        if name not in review.states:
            raise unknown(review, name)
    assert review.repository is not None
    by = review.repository.me()
    return propose(
        review,
        names,
        options.decision,
        by,
        note=options.note,
        to=options.to,
        refuses=options.refuses,
        both_wrote=options.both_wrote,
    )


def _changed(before: Sequence[Proposal], now: Sequence[Proposal]) -> list[str]:
    """What has changed between the page and the answer, in the message, in what it uses or in what it quotes."""
    return [
        f"{old.current.message.id} has changed since you saw it, so nothing was recorded. Look at it again."
        for old, new in zip(before, now, strict=True)
        if old.before != new.before or seen_digest(old.current) != seen_digest(new.current)
    ]


def _show(pages: "Sequence[ReviewPage]") -> None:
    from msgreview.report.review_lines import page_lines

    for each in pages:
        output.show([*page_lines(each, output.width()), ()])


def _ask(name: str, page: "ReviewPage", options: _Options) -> str:
    """Asks whether to record a decision; "d" where a finding is to be disputed first. Anything but these and yes ends the run."""
    question = (
        f"Recommend “{options.note}” to {options.to} for {name}?" if options.to else _QUESTION[options.decision].format(what=name)
    )
    return confirm(question, "d to dispute a finding" if page.shown else "")


def _ask_why(state: MessageState, options: _Options) -> _Options:
    """Asks why what is recommended is not done; no answer ends the run, and the recommendation waits on."""
    text = next(reason.text for reason in state.reasons if reason.state == "recommended")
    why = answer(f"{text}.\nWhy not? (Nothing: leave it open) ")
    if not why:
        output.say("Nothing was recorded.")
        raise typer.Exit(FINDINGS)
    return options._replace(note=why, refuses=True)


def _print_outcome(
    review: ReviewContext, pages: "Sequence[ReviewPage]", proposals: Sequence[Proposal], commit: str, options: _Options
) -> None:
    """What was recorded, where, and what comes next."""
    names = ", ".join(each.current.message.id for each in proposals)
    files = " ".join(dict.fromkeys(safe(each.current.shown) for each in proposals))
    where = f"commit {commit[:7]}" if commit else f"{files}, not committed"
    done = f"Recommended to {safe(options.to)}" if options.to else _DONE[options.decision]
    output.say(f"{done}: {names} ({where}).")
    outside = dict.fromkeys(each.current.message.service for each in proposals if each.stamp.outside)
    if outside:
        output.say(f"You are none of the reviewers of {safe(', '.join(outside))}: the stamp says so.")
    if options.decision == "edit" and not options.to and pages[0].words != () and not review.settings.config.review.solo:
        output.say("Somebody else approves your words: msgreview review keep " + proposals[0].current.message.id)
    if not commit:
        output.say(f"Commit it when you are ready: git commit {files}")
    elif options.to:
        output.say("Its owner changes the words, or says why not: msgreview review keep ID --refuse WHY")
    else:
        output.say("Next: msgreview review due")
