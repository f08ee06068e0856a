"""The option --format of `lint` and `check`: one format to standard output, and any number into files."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from msgreview.catalogue.files import repository_top
from msgreview.catalogue.validate import did_you_mean
from msgreview.cli import output
from msgreview.cli.complete import formats
from msgreview.model.errors import UsageError
from msgreview.report.formats import FORMATS, FindingsReport, closing
from msgreview.report.registry import Format

if TYPE_CHECKING:
    from msgreview.model.config import Settings
    from msgreview.rubric.ruleset import RuleSet


class Output(NamedTuple):
    """A format, and the file that it goes into; None for standard output."""

    format: str
    file: Path | None = None


def _output(text: str | Output) -> Output:
    """The output that a value of --format names."""
    if isinstance(text, Output):
        return text
    name, colon, file = text.partition(":")
    if name not in FORMATS:
        meant = did_you_mean(name, FORMATS, f"There are: {', '.join(FORMATS)}.")
        raise typer.BadParameter(f"there is no format '{name}'. {meant}")
    if colon and not file:
        raise typer.BadParameter(f"'{text}' names no file. Write it as {name}:findings{FORMATS[name].suffix}.")
    return Output(name, Path(file) if file else None)


Outputs = Annotated[
    list[Output],
    typer.Option(
        "--format",
        parser=_output,
        metavar="FORMAT[:FILE]",
        help=f"How to print the findings: {', '.join(FORMATS)}. With :FILE they go into a file. It can be said several times.",
        show_default="text",
        autocompletion=formats,
    ),
]
TEXT = [Output("text")]


def checked(outputs: Sequence[Output]) -> Sequence[Output]:
    """The outputs; UsageError where two would be written to the same place."""
    places = [each.file.resolve() if each.file else None for each in outputs]
    if places.count(None) > 1:
        raise UsageError(
            "--format is there twice, and both would be printed. Let all but one go into a file: "
            f"--format {outputs[-1].format}:findings{FORMATS[outputs[-1].format].suffix}"
        )
    if len(set(places)) < len(places):
        raise UsageError("--format names the same file twice. Give each its own.")
    return outputs


def print_report(report: FindingsReport, outputs: Sequence[Output], formats: Mapping[str, Format] = FORMATS) -> None:
    """Writes findings into files and to standard output, each in its format.

    The summary goes with them as text, and to standard error beside other formats, or where nothing is printed.
    """
    output.say_notes(report.run.notes)
    for each in outputs:
        if each.file:
            output.save(formats[each.format], report, each.file)
    printed = next((each.format for each in outputs if each.file is None), None)
    if printed:
        output.emit(formats[printed], report)
    else:
        output.say_lines(closing(report))


def rules_of(settings: "Settings") -> "Callable[[], RuleSet]":
    """Returns the rules of a catalogue; they are loaded when a format first asks for them."""

    @cache
    def rules() -> "RuleSet":
        from msgreview.rubric.load import catalogue_rules

        return catalogue_rules(settings)

    return rules


def from_top() -> str:
    """The current folder, from the top of the repository around it, with `/`; "" at the top, or where there is none."""
    here = Path.cwd()
    inside = here.relative_to(repository_top(here) or here).as_posix()
    return "" if inside == "." else inside
