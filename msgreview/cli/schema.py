"""`msgreview schema`: JSON Schemas for editors that check YAML while it is written."""

from enum import StrEnum
from typing import Annotated

import typer

from msgreview.cli import output


class Name(StrEnum):
    """What there is a schema of."""

    message = "message"
    config = "config"
    rubric = "rubric"


def schema(what: Annotated[Name, typer.Argument(metavar="KIND", help="The kind of file.")] = Name.message) -> None:
    """Print the JSON Schema of a kind of file, for your editor.

    It is made from the types that files are checked with.
    """
    from msgreview.report.json import indented
    from msgreview.report.schema import config_schema, message_schema, rubric_schema

    made = {Name.message: message_schema, Name.config: config_schema, Name.rubric: rubric_schema}
    output.write(indented(made[what]()))
