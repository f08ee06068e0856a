"""What is wrong with a command line, in one sentence and with what to type. Typer's own sentences are for programmers."""

import re
import sys
from typing import Any

import typer

from msgreview.catalogue.validate import did_you_mean
from msgreview.model.phrases import series

_NO_COMMAND = re.compile(r"No such command '(.*)'\.", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_SHOWN = re.compile(r"'(.*?)' is no|(-?[\d.]+) is not in the range", re.DOTALL)


def is_usage(error: Exception) -> bool:
    """Whether typer raised it for a command line that it cannot read."""
    usage_error = typer.BadParameter.__base__  # Which typer keeps to itself.
    return usage_error is not None and isinstance(error, usage_error)


def in_words(error: Any) -> str:
    """What is wrong, in words. `error`: see `is_usage`."""
    path = error.ctx.command_path if getattr(error, "ctx", None) else " ".join(("msgreview", *sys.argv[1:2]))
    more = f"`{path} --help` shows what there is."
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and param is not None:
        return f"`{path}` needs {_name(param)}. Type `{_pattern(error.ctx)}`. `{path} --help` says what that is."
    if param is not None:
        return _bad_value(param, error.message)
    if type(error).__name__ == "NoSuchOption":
        meant = did_you_mean(error.option_name, error.possibilities or (), more, quote="")
        return f"`{path}` has no option {error.option_name}. {meant}"
    if option := getattr(error, "option_name", ""):
        takes_none = "does not take a value" in error.message
        return f"{option} takes no value: write it alone." if takes_none else f"{option} needs a value after it. {more}"
    if match := _NO_COMMAND.match(error.message):
        commands = error.ctx.command.list_commands(error.ctx) if error.ctx else ()
        return f"there is no command '{match[1]}'. {did_you_mean(match[1], commands, more)}"
    if match := _EXTRA.match(error.message):
        return f"'{match[1]}' is more than `{path}` takes. Type `{_pattern(error.ctx)}`, and put a name with blanks in quotes."
    return f"{error.message[:1].lower()}{error.message[1:]} {more}"


def _bad_value(param: Any, message: str) -> str:
    """What an option or an argument takes, and what it was given; `message` itself where that is ours."""
    match = _SHOWN.match(message)
    wanted = _wanted(param.type)
    if not wanted or not match:
        return f"{_name(param)}: {message}"
    return f"{_name(param)} takes {wanted}, and not '{match[1] or match[2]}'."


def _wanted(kind: Any) -> str:
    """What values of a type are; "" of one that says it itself."""
    if choices := getattr(kind, "choices", None):
        return series((str(getattr(each, "value", each)) for each in choices), "or")
    if "int" in kind.name or "float" in kind.name:
        number = "a whole number" if "int" in kind.name else "a number"
        low, high = getattr(kind, "min", None), getattr(kind, "max", None)
        if low is not None and high is not None:
            return f"{number} from {low} to {high}"
        return f"{number} from {low} up" if low is not None else f"{number} up to {high}" if high is not None else number
    return ""


def _name(param: Any) -> str:
    """How an option or an argument is called in the help."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper()).removesuffix("...")


def _pattern(ctx: Any) -> str:
    """The command with what it needs."""
    arguments = [each for each in ctx.command.params if each.param_type_name == "argument"]
    options = [each for each in ctx.command.params if each.param_type_name == "option" and each.required]
    stated = [_name(each) if each.required else f"[{_name(each)}]" for each in arguments]
    return " ".join((ctx.command_path, *stated, *(f"{_name(each)} {each.metavar or each.name.upper()}" for each in options)))
