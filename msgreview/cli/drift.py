"""`msgreview drift`: what a system has live, against what this catalogue has."""

from pathlib import Path
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import ConfigPath, TextOrJson
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.import_system import EncodingOption, HeaderOption, SystemOption, loaded_export
from msgreview.cli.review.context import review_here
from msgreview.report.drift import ASKING, drift_dict, drift_lines
from msgreview.report.drift import drift as drift_of


def drift(
    file: Annotated[Path, typer.Argument(metavar="EXPORT", help="What the system exports now.", show_default=False)],
    system: SystemOption = "",
    encoding: EncodingOption = "",
    header_row: HeaderOption = 0,
    format: TextOrJson = "text",
    config: ConfigPath = None,
) -> None:
    """Compare what a system has live with this catalogue.

    Each is the same, older there than what was approved here, edited there (with the words), only there or only here.
    The exit code is 1 where somebody has to look.
    """
    load = loaded_export(file, system, encoding, header_row)
    output.say(*load.opened.notes)
    drifted = drift_of(review_here(config), load)
    if format == "json":
        output.write_json({"drift": drift_dict(drifted)})
    else:
        output.show(drift_lines(drifted, output.width(), str(file)))
    raise typer.Exit(FINDINGS if any(drifted.counts[kind] for kind in ASKING) else CLEAN)
