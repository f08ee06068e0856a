"""`msgreview review keep policy:loans.days`: a fact's new value is approved once for all messages that quote it."""

from pathlib import Path

from msgreview.cli import output
from msgreview.cli.dispute import red_reasons
from msgreview.cli.review.context import confirm, recording, refuse_all, review_here, where
from msgreview.history.context import ReviewContext
from msgreview.history.facts import load_approvals
from msgreview.history.record import record_fact
from msgreview.model.errors import UsageError
from msgreview.report.causes import Cause, fact_lines, fact_page, find_causes
from msgreview.report.lines import count


def cause_of(review: ReviewContext, name: str) -> Cause:
    """A fact that makes messages read differently; UsageError where it does not."""
    cause = next((each for each in find_causes(review.states) if each.name == name and each.change), None)
    if cause is None:
        before = load_approvals(Path(review.settings.root)).get(name)
        known = f"{before.by} approved {name} as {before.value} on {before.last}, and " if before else ""
        raise UsageError(f"{known}no message waits because of {name} alone. `msgreview review due` names what does.")
    return cause


def show_fact(review: ReviewContext, cause: Cause) -> None:
    """Shows every sentence that a fact's new value changes, once, with the messages that have it."""
    output.show(fact_lines(fact_page(review, cause, review.lookup), output.width()))


def keep_fact(review: ReviewContext, name: str, *, note: str, yes: bool, no_commit: bool, config: Path | None) -> None:
    """Shows what a fact's new value changes, asks, looks again, records."""
    cause = cause_of(review, name)
    assert review.repository
    assert cause.change
    from msgreview.report.review_page import review_pages

    pages = review_pages(review, cause.messages)
    if not yes:
        show_fact(review, cause)
    refuse_all(red_reasons(review.settings, (each for page in pages for each in page.red)))
    if not yes:
        confirm(f"Approve {name} for {count(len(cause.messages), 'message')}?")
        if cause_of(review_here(config, quiet=True), name) != cause:
            refuse_all([f"{name} has changed since you saw it, so nothing was recorded. Look at it again."])
    with recording():
        commit = record_fact(review, cause.change, review.repository.me(), note, commit=not no_commit)
    output.say(f"Approved: {name}, for {count(len(cause.messages), 'message')} ({where(commit)}).", "Next: msgreview review due")
