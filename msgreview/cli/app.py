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
    "init": ("init.init", "Make a folder ready for messages, git and CI."),
    "new": ("new.new", "Start a new message."),
    "import": ("import_records.app", "Bring messages in from files that other systems export."),
    "export": ("export.export", "Write the words of this catalogue into what a system exported."),
    "drift": ("drift.drift", "Compare what a system has live with this catalogue."),
    "list": ("inventory.inventory", "List the messages: by service, kind, channel, owner or status."),
    "lint": ("lint.lint", "Hold messages to the rubrics, and say what to mend."),
    "baseline": ("baseline.baseline", "Write down what stands, so that lint shows what is new."),
    "check": ("check.check", "Check one plain text before you send it."),
    "refer": ("refer.refer", "Hand a question over to a colleague, with a day for the reader."),
    "dispute": ("dispute.dispute", "Disagree with a finding, so that it fails no run."),
    "show": ("show.show", "Take a message apart: what each sentence does."),
    "preview": ("preview.preview", "Show a message as the reader will see it."),
    "status": ("status.status", "Say where the catalogue stands in its yearly review."),
    "review": ("review.commands.app", "The yearly review: what is due, what changed, what you decide."),
    "report": ("report.report", "Write the annual report: what was read, changed and retired."),
    "train": ("train.commands.app", "Practice for those who write and send the messages."),
    "explain": ("rules.explain", "Explain rules: why each is there, and what to write."),
    "rubric": ("rules.rubric_app", "List the rules, and prove their examples."),
    "schema": ("schema.schema", "Print the JSON Schema of a kind of file, for your editor."),
    "serve": ("serve.serve", "Work on the messages in a browser, on this machine alone."),
    "lsp": ("lsp.lsp", "Serve an editor: findings as you type, and help with writing."),
    "doctor": ("doctor.doctor", "Look at the installation, and say what to mend."),
}
"""Where each command is and what it does, in the order in which a newcomer needs them."""
_GROUPS = ("import", "review", "train", "rubric")
"""Commands that have commands of their own."""
_COMPLETE = "_MSGREVIEW_COMPLETE"
"""Set by the shell that asks what can be typed."""


def command_line(names: Iterable[str] = tuple(_COMMANDS)) -> typer.Typer:
    """The command line with some of its commands; only their modules are imported."""
    app = _empty()
    for name in names:
        module, _, attribute = _COMMANDS[name][0].rpartition(".")
        command = getattr(import_module(f"msgreview.cli.{module}"), attribute)
        if name in _GROUPS:
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _outline() -> typer.Typer:
    """The command line as its help shows it: the commands by name, of which none is imported."""
    app = _empty()
    for name, (_, summary) in _COMMANDS.items():
        if name in _GROUPS:
            app.add_typer(typer.Typer(help=summary), name=name)
        else:
            app.command(name, help=summary)(lambda: None)
    return app


def _empty() -> typer.Typer:
    """The command line without commands."""
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
    return app


def _completion() -> typer.Typer:
    """The command line as far as the shell needs it: the command that is being typed, or no more than the names of all."""
    words = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    typed = words.split()[1:]
    is_chosen = bool(typed) and typed[0] in _COMMANDS and (len(typed) > 1 or words[-1:].isspace())
    return command_line(typed[:1]) if is_chosen else _outline()


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
    atexit.register(gc.freeze)  # No garbage is worth collecting when the run ends, which would take a fifth of a short one.
    name = sys.argv[1] if sys.argv[1:] else ""
    with plain_endings():
        _check_folder()
        if _COMPLETE in os.environ:
            with quiet():
                _completion()(prog_name="msgreview")
        elif name:
            sys.exit(_run(command_line((name,)) if name in _COMMANDS else _outline()))
        else:
            from msgreview.cli.start import start

            start()
    sys.exit(0)
