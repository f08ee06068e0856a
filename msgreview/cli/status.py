"""`msgreview status`: where the catalogue stands."""

from enum import StrEnum
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath
from msgreview.cli.review.context import review_here


class Format(StrEnum):
    """How the status is printed."""

    text = "text"
    json = "json"


def status(
    *,
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.text,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Say where the catalogue stands in its yearly review.

    How many messages are in which state, service by service, and what to do next.
    """
    from msgreview.report.status import status as status_of
    from msgreview.report.status import status_dict, status_lines

    found = status_of(review_here(config, as_of))
    if format is Format.json:
        from msgreview.report.json import versioned_json

        output.write(versioned_json({"status": status_dict(found)}))
    else:
        output.show(status_lines(found, output.width()))
