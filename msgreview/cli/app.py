"""The `msgreview` command: what can be asked of it, one module a command group."""

import gc

import typer

from msgreview import __version__
from msgreview.cli import annual, check, doctor, importing, init, inventory, lint, new, review, rules, schema, show, status
from msgreview.cli.errors import plain_endings

app = typer.Typer(
    name="msgreview",
    help="Reads your customer messages as the customer will, and holds them to best practice.",
    epilog="Start with: msgreview lint   Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 internal error.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def version_option(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    """Reads your customer messages as the customer will, and holds them to best practice."""
    if version:
        typer.echo(f"msgreview {__version__}")
        raise typer.Exit


# In the order in which a newcomer needs them.
app.command("init")(init.init)
app.command("new")(new.new)
app.add_typer(importing.app, name="import")
app.command("list")(inventory.inventory)
app.command("lint")(lint.lint)
app.command("check")(check.check)
app.command("show")(show.show)
app.command("preview")(show.preview)
app.command("status")(status.status)
app.add_typer(review.app, name="review")
app.command("explain")(rules.explain)
app.add_typer(rules.rubric_app, name="rubric")
app.command("report")(annual.report)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    # Nearly all that a run makes is kept to its end. To look for what is not, again and again, takes a tenth of its time.
    gc.set_threshold(20_000, 20, 100)
    with plain_endings():
        app(prog_name="msgreview")
