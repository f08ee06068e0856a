"""`msgreview schema`: JSON Schemas for editors that check YAML while it is written."""

from typing import Annotated, Literal

import typer

from msgreview.cli import output

Name = Literal["message", "config", "rubric", "course", "scene"]


def schema(what: Annotated[Name, typer.Argument(metavar="KIND", help="The kind of file.")] = "message") -> None:
    """Print the JSON Schema of a kind of file, for your editor.

    It is made from the types that files are checked with.
    """
    from msgreview.report.json import indented
    from msgreview.report.schema import config_schema, message_schema, rubric_schema
    from msgreview.train.schema import course_schema, scene_schema

    schemas = {
        "message": message_schema,
        "config": config_schema,
        "rubric": rubric_schema,
        "course": course_schema,
        "scene": scene_schema,
    }
    output.write(indented(schemas[what]()))
