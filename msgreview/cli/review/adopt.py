"""`msgreview review adopt`: takes over stamps that came from another repository, where a commit there confirms them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.settings import load_settings
from msgreview.cli import output
from msgreview.cli.complete import message_ids
from msgreview.cli.context import ConfigPath, catalogue_files
from msgreview.cli.review.context import confirm, recordable_here, recording, refuse_all, unknown, where
from msgreview.history.adoption import Adoption, adoptable, propose_adoptions
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, open_context
from msgreview.history.log_reader import History
from msgreview.history.record import record
from msgreview.model.errors import UsageError
from msgreview.report.lines import Line, count, line, safe


def adopt(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...",
            help="The messages' ids; all whose stamps a commit there confirms, where none is given.",
            show_default=False,
            autocompletion=message_ids,
        ),
    ] = None,
    *,
    source: Annotated[
        Path, typer.Option("--from", metavar="FOLDER", help="The catalogue that they come from, in a clone with its history.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask: you have looked at it.")] = False,
    no_commit: Annotated[
        bool, typer.Option("--no-commit", help="Write the stamps into the files, and leave the commit to you.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Take over reviews that came with a copy.

    Messages that were copied from another repository have the stamps, and not the commits that confirm them.
    You see those commits first. The stamps keep their reader and their day, and say who took them over.
    """
    review = recordable_here(config)
    assert review.repository is not None
    for name in names or ():
        if name not in review.catalogue.messages:
            raise unknown(review, name)
    adoptions = propose_adoptions(review, _history_in(source, review), names or adoptable(review), review.repository.me())
    fit = [each for each in adoptions if not each.proposal.against]
    against = [reason for each in adoptions for reason in each.proposal.against]
    if names or (against and not fit):
        refuse_all(against)
    if not fit:
        output.say("There is nothing to take over: git confirms every stamp here.", "Next: msgreview status")
        return
    output.show(_lines(fit, source))
    if against:
        output.say("Left as they are:", *(f"  {reason}" for reason in against))
    if not yes:
        confirm(f"Take over {count(len(fit), 'review')}?")
    with recording():
        commit = record(review.repository, [each.proposal for each in fit], commit=not no_commit)
    output.say(f"Taken over: {count(len(fit), 'review')} ({where(commit)}).", "Next: msgreview review due")


def _history_in(source: Path, review: ReviewContext) -> History:
    """The history of another catalogue; UsageError where it has none."""
    if not source.is_dir():
        raise UsageError(f"there is no folder '{source}'. Clone the repository that the messages come from, and name its folder.")
    settings = load_settings(source, review.settings.today, None, here=Path.cwd())
    there = open_context(settings, catalogue_files(settings), HistoryCache(history_path(settings)))
    if there.history is None or there.history.head is None:
        raise UsageError(f"{source} has no history that could confirm a stamp. Clone the repository itself, and name its folder.")
    if there.history.incomplete:
        raise UsageError(f"{source} cannot confirm a stamp: {there.history.incomplete}")
    return there.history


def _lines(adoptions: Sequence[Adoption], source: Path) -> Iterator[Line]:
    """Each stamp, and the commit that confirms it."""
    for proposal, origin in adoptions:
        assert origin, "nothing stands against it"
        stamp = proposal.stamp
        yield line((safe(proposal.current.message.id), "bold"))
        yield line(f"  {safe(stamp.by or str(origin.commit.authors[0]))} approved these words on {stamp.last}.")
        yield line(f"  Commit {origin.commit.id[:7]} of {safe(str(source))} confirms that: “{safe(origin.commit.subject)}”.")
