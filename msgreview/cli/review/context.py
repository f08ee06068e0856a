"""What the commands about the yearly review start from: the catalogue with its past and its plan."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.complete import services
from msgreview.cli.context import catalogue_files, open_settings, select_files
from msgreview.cli.errors import FINDINGS
from msgreview.history.cache import HistoryCache
from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext, open_context
from msgreview.history.people import is_meant, owner_of, reviewers_of
from msgreview.history.planfile import load_plan
from msgreview.model.cycle import is_cycle
from msgreview.model.errors import UsageError
from msgreview.report.lines import named, paragraph, safe

if TYPE_CHECKING:
    from msgreview.report.sitting.dialogue import Question

Within = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="What is due within this time, such as '6 weeks'; the settings' `warn` by default."),
]
Service = Annotated[str, typer.Option(metavar="NAME", help="Only this service.", autocompletion=services)]
Owner = Annotated[str, typer.Option(metavar="MAIL", help="Only what this owner answers for.")]
Reviewer = Annotated[str, typer.Option(metavar="MAIL", help="Only what this person may review.")]


def time_within(text: str | None) -> str:
    """The time that --within names, "" where it is left out; UsageError where it is none."""
    if text and not is_cycle(text):
        raise UsageError(f"--within '{text}' is not a time. Write a number and a unit: '30 days', '6 weeks' or '2 months'.")
    return text or ""


def review_here(
    config: Path | None, as_of: str | None = None, *, paths: list[Path] | None = None, quiet: bool = False
) -> ReviewContext:
    """The catalogue of the current folder, or of `paths`, ready for review. Notes on its history are printed unless `quiet`."""
    settings = open_settings(paths, config, as_of)
    placements = load_plan(Path(settings.root))
    files = select_files(paths, settings) if paths and not settings.config_path else catalogue_files(settings)
    review = open_context(settings, files, HistoryCache(history_path(settings)), placements)
    output.say_notes(() if quiet else review.notes)
    return review


def messages_here(config: Path | None, as_of: str | None) -> ReviewContext:
    """`review_here` for what is said of all messages; UsageError where there are none."""
    review = review_here(config, as_of)
    if not review.states:
        select_files(None, review.settings)
    return review


def recordable_here(config: Path | None) -> ReviewContext:
    """`review_here` for what records reviews; UsageError, which says why, where there is no repository for that."""
    review = review_here(config, quiet=True)
    if review.repository is None:
        raise UsageError(f"a review is recorded in git. {'; '.join(review.notes)}")
    output.say_notes(review.notes)
    return review


def is_fact(review: ReviewContext, name: str) -> bool:
    """Whether a name such as `policy:loans.days` is a fact's, and no message's."""
    return name not in review.states and name.startswith(("policy:", "variable:"))


def unknown(review: ReviewContext, name: str) -> UsageError:
    """The error for a message that does not exist, with what became of it or the nearest name."""
    if gone := review.gone(name):
        return UsageError(gone)
    meant = did_you_mean(name, review.states, "`msgreview list` shows them.", quote="")
    return UsageError(f"there is no message {named(name)}. {meant}")


def say_unknown(review: ReviewContext, *, service: str = "", owner: str = "", reviewer: str = "", anyone: str = "") -> None:
    """Says which of the names that a list was narrowed by are nobody's here, with the one that may be meant."""
    config = review.settings.config
    messages = [current.message for current in review.catalogue.messages.values()]
    owners = {owner_of(message, config) for message in messages}
    readers = {who for message in messages for who in (*reviewers_of(message, config), *review.readers(message.id))}
    services = {*config.services, *(message.service for message in messages)}
    if service and service not in services:
        meant = did_you_mean(service, services, "`msgreview list --by service` shows them.")
        output.say(f"msgreview: there is no service '{safe(service)}'. {meant}")
    for text, people, does in ((owner, owners, "owns"), (reviewer, readers, "reviews"), (anyone, owners | readers, "has")):
        if text and not any(is_meant(text, who) for who in people):
            part = next((who for who in sorted(people) if text.casefold() in who.casefold()), "") if len(text) > 2 else ""
            meant = did_you_mean(part or text, people, "Write the whole mail address.")
            output.say(f"msgreview: nobody called '{safe(text)}' {does} messages here. {meant}")


def confirm(question: str, choice: str = "") -> str:
    """Asks for yes, or for a letter that stands for something else to do; returns that letter. Anything else ends the run."""
    typed = answer(f"{question} [y/N{f', {choice}' if choice else ''}] ").casefold()
    if typed in ("y", "yes"):
        return ""
    if choice and typed == choice[0]:
        return typed
    output.say("Nothing was recorded.")
    raise typer.Exit(FINDINGS)


class NobodyError(UsageError):
    """There is nobody to ask."""


def answer(question: str) -> str:
    """What somebody types; NobodyError where there is nobody."""
    sys.stdout.flush()
    sys.stderr.write("\n".join(map(safe, question.split("\n"))))
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed:
        output.say("")
        raise NobodyError("there was nobody to ask, so it was not recorded. Use --yes, or --seen FINGERPRINT in scripts.")
    return typed.strip()


def ask(question: "Question") -> str | None:
    """What somebody answers; None where they leave it. NobodyError where there is nobody."""
    leave = "nothing: leave it" if question.required else "nothing to say: Enter"
    hint = f"{question.what}; {leave}".removeprefix("; ")
    if question.note:
        hint = f"Enter: your note, “{question.note}”; -: leave it"
    typed = answer(f"{question.text} ({hint[0].upper()}{hint[1:]}) ")
    return None if question.note and typed == "-" else typed or question.note


def refuse_all(reasons: Sequence[str]) -> None:
    """Prints the reasons against recording, if there are any, and ends the run with 1."""
    if reasons:
        output.say("Nothing was recorded:")
        for sentence in dict.fromkeys(safe(row) for reason in reasons for row in reason.splitlines()):
            output.say_lines(paragraph(sentence, output.width(), "  ", whole_words=True))
        raise typer.Exit(FINDINGS)


@contextmanager
def recording() -> Iterator[None]:
    """Around what records something: prints what stands against it, and ends the run with 1."""
    try:
        yield
    except ReviewError as error:
        refuse_all([str(error)])


def where(commit: str, files: str = "") -> str:
    """Where a record is, in words: its commit or, without one, its files."""
    return f"commit {commit[:7]}" if commit else f"{files}, not committed".removeprefix(", ")
