"""`msgreview status`: where the catalogue stands."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson
from msgreview.cli.review.context import review_here
from msgreview.history.context import ReviewContext
from msgreview.report.status import status as status_of
from msgreview.report.status import status_dict, status_lines

if TYPE_CHECKING:
    from msgreview.report.drift import Drift


def status(
    *,
    format: TextOrJson = "text",
    live: Annotated[
        list[Path] | None,
        typer.Option(metavar="EXPORT", help="What a system has live, to be compared; may be given again.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Say where the catalogue stands in its yearly review.

    How many messages are in which state, service by service, and what to do next.
    """
    review = review_here(config, as_of)
    current = status_of(review, list(_drifts(review, live)) if live else ())
    if format == "json":
        output.write_json({"status": status_dict(current)})
    else:
        output.show(status_lines(current, output.width()))


def _drifts(review: ReviewContext, live: Iterable[Path]) -> "Iterator[Drift]":
    """What is live in some exports against the catalogue."""
    from msgreview.cli.import_system import loaded_export
    from msgreview.report.drift import drift

    return (drift(review, loaded_export(each)) for each in live)
