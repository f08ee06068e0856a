"""The `%s` in a rule's message: filled in for a hit, checked when a rubric is loaded."""

import re
from functools import lru_cache

_OPTIONAL = re.compile(r"(\[\[.*?\]\])", re.DOTALL)
_VERB = re.compile(r"%(?:\[(\d+)\])?(.)?", re.DOTALL)


@lru_cache(maxsize=4096)
def fill(message: str, args: tuple[str, ...]) -> str:
    """The message with its arguments: `%s` and `%d` in turn, `%[2]s` by number, `%%` for a percent sign.

    What stands between `[[` and `]]` is left out where an argument in it is empty: "no field '%s'[[; did you mean '%s'?]]". What
    `||` leads in stands in its place then: "[[Write '%s'||Leave it out]]."
    An argument that is not there is empty; white space runs are one space.
    """
    turn, lacking = 0, False

    def verb(match: re.Match[str]) -> str:
        nonlocal turn, lacking
        if match[2] == "%":
            return "%"
        turn = int(match[1]) if match[1] else turn + 1
        value = args[turn - 1] if 0 < turn <= len(args) else ""
        lacking = lacking or not value
        return value

    pieces = []
    for piece in _OPTIONAL.split(message):
        lacking = False
        optional = piece.startswith("[[")
        words = _VERB.sub(verb, piece[2:-2] if optional else piece)
        if optional:
            there, _, instead = words.partition("||")
            words = instead if lacking else there
        pieces.append(words)
    return " ".join("".join(pieces).split())


def message_problem(message: str, args: tuple[str, ...] | None) -> str:
    """What is wrong with a message whose arguments stand for `args` (None: any number); "" where nothing is."""
    turn = 0
    for match in _VERB.finditer(message):
        if match[2] == "%" and not match[1]:
            continue
        if match[2] not in ("s", "d"):
            return f"'{match[0]}' means nothing in a message: write %% for a percent sign, %s for the words found"
        turn = int(match[1]) if match[1] else turn + 1
        if turn == 0 or (args is not None and turn > len(args)):
            return f"'{match[0]}' asks for argument {turn}; there {_there_are(args or ())}"
    return ""


def _there_are(args: tuple[str, ...]) -> str:
    if not args:
        return "is none"
    named = ", ".join(f"{number} ({name})" for number, name in enumerate(args, 1))
    return f"{'is' if len(args) == 1 else 'are'} {named}"
