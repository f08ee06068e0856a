"""The `msgreview` command: its commands, one module a command group."""

import atexit
import gc
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import typer

from msgreview import __version__
from msgreview.cli.errors import INTERRUPTED, plain_endings, quiet
from msgreview.model.errors import UsageError

_COMMANDS = {
    "init": "init.init",
    "new": "new.new",
    "import": "import_records.app",
    "export": "export.export",
    "drift": "drift.drift",
    "list": "inventory.inventory",
    "lint": "lint.lint",
    "baseline": "baseline.baseline",
    "check": "check.check",
    "refer": "refer.refer",
    "dispute": "dispute.dispute",
    "show": "show.show",
    "preview": "preview.preview",
    "status": "status.status",
    "review": "review.commands.app",
    "report": "report.report",
    "train": "train.commands.app",
    "explain": "rules.explain",
    "rubric": "rules.rubric_app",
    "schema": "schema.schema",
    "serve": "serve.serve",
    "lsp": "lsp.lsp",
    "doctor": "doctor.doctor",
}
"""Where each command is, in the order in which a newcomer needs them."""


_COMPLETE = "_MSGREVIEW_COMPLETE"
"""Set by the shell that asks what can be typed."""


def command_line(names: Iterable[str] = tuple(_COMMANDS)) -> typer.Typer:
    """The command line with some of its commands; only their modules are imported."""
    app = typer.Typer(
        name="msgreview",
        help="Reads your customer messages as the reader will, and holds them to best practice.",
        epilog="msgreview alone says what to do next in this folder. "
        "Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 internal error.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_version_option)
    for name in names:
        module, _, attribute = _COMMANDS[name].rpartition(".")
        command = getattr(import_module(f"msgreview.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _completion() -> typer.Typer:
    """The command line as far as the shell needs it: the command that is being typed, or no more than the names of all."""
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    typed = words.split()[1:]
    if typed and typed[0] in _COMMANDS and (len(typed) > 1 or words[-1:].isspace()):
        return command_line(typed[:1])
    app = command_line(())
    for name in _COMMANDS:
        app.command(name)(lambda: None)
    return app


def _version_option(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    """Reads your customer messages as the reader will, and holds them to best practice."""
    if version:
        typer.echo(f"msgreview {__version__}")
        raise typer.Exit


def _check_folder() -> None:
    """Raises UsageError where the current folder is gone: a branch without it was checked out, or it was removed."""
    try:
        Path.cwd()
    except OSError as error:
        raise UsageError("the folder you are in is not there any more. Go to one that is, such as with `cd ~`.") from error


def _run(app: typer.Typer) -> int:
    """Runs the command that was typed; its exit code. UsageError for one that cannot be read."""
    try:
        ended = typer.main.get_command(app).main(prog_name="msgreview", standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        from msgreview.cli.usage import in_words, is_usage

        if not is_usage(error):
            raise
        raise UsageError(in_words(error)) from None
    return ended if isinstance(ended, int) else 0


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    # Nearly every object lives until the run ends: collecting garbage as often as usual would take a tenth of the time.
    gc.set_threshold(20_000, 20, 100)
    atexit.register(gc.freeze)  # Nor is any worth collecting when it ends, which would take a fifth of a short one.
    name = sys.argv[1] if sys.argv[1:] else ""
    with plain_endings():
        _check_folder()
        if _COMPLETE in os.environ:
            with quiet():
                _completion()(prog_name="msgreview")
        elif name:
            sys.exit(_run(command_line((name,)) if name in _COMMANDS else command_line()))
        else:
            from msgreview.cli.start import start

            start()
    sys.exit(0)
