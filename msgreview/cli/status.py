"""`msgreview status`: where the catalogue stands."""

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson
from msgreview.cli.review.context import review_here


def status(
    *,
    format: TextOrJson = "text",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Say where the catalogue stands in its yearly review.

    How many messages are in which state, service by service, and what to do next.
    """
    from msgreview.report.status import status as status_of
    from msgreview.report.status import status_dict, status_lines

    current = status_of(review_here(config, as_of))
    if format == "json":
        output.write_json({"status": status_dict(current)})
    else:
        output.show(status_lines(current, output.width()))
