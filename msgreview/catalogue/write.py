"""A message as the YAML of a new file, the way a person would have written it.

Only new files are made here: a file that exists is changed by text edits at known places, never dumped again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from msgreview.model.message import Message

# The order people read in: what it is, who answers for it, the words, then everything about the words.
_ORDER = (
    "id", "title", "kind", "channel", "service", "owner", "sent_by", "trigger", "lang", "twin_of", "format", "status", "audience",
    "tags", "escalate_to", "supersedes", "policies", "variables", "subject", "body", "parts", "samples", "review", "waivers",
    "notes", "source",
)  # fmt: skip
_ALWAYS_BLOCK = {"samples", "variables", "parts", "source"}
_WIDTH = 100

# Everything YAML 1.1 or 1.2 cannot hold as it is, or may take for a line end or a byte order mark.
_UNPRINTABLE = re.compile("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
# Words that YAML 1.1 takes for a truth value or for nothing.
_RESERVED = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})
_PLAIN = re.compile(r"(?:[^\W\d_]|\d+ [A-Za-z])(?:[^\t\n:# ]|:(?! |$)|(?<! )#| (?![ #]|$))*")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_BLANK_EDGE = re.compile(r"\n[ \t]+\n*\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_ESCAPED = re.compile(rf'[\\"\n\t]|{_UNPRINTABLE.pattern}')


def as_yaml(message: Message) -> str:
    """The text of a file that holds `message` and nothing else; loading it gives the message back."""
    fields = msgspec.to_builtins(message, builtin_types=(date,))
    return "".join(f"{name}:{_field(name, fields[name])}\n" for name in _ORDER if name in fields)


def as_field(message: Message, name: str) -> str:
    """One field of `message` as it stands in a file, without a line end after it; an empty one as an empty text."""
    return f"{name}:{_field(name, msgspec.to_builtins(message, builtin_types=(date,)).get(name, ''))}"


def as_entry(name: str, value: Mapping[str, Any], pad: str) -> str:
    """A group of `key: value` lines under its name, as it stands in a file below a line that is indented less than `pad`."""
    return f"{pad}{scalar(name)}:{_value(value, pad + '  ', block=True)}\n"


def scalar(text: str, *, flow: bool = False) -> str:
    """`text` as a YAML scalar on one line, quoted where YAML 1.1 or 1.2 would read a plain one as anything else.

    `flow`: it stands between brackets or braces.
    """
    printable = not _UNPRINTABLE.search(text) and "\n" not in text and "\t" not in text
    plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED and not (flow and _NOT_IN_FLOW.search(text))
    if printable and plain:
        return text
    if printable and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes, on one line."""
    return '"' + _escaped(text) + '"'


def _field(name: str, value: Any) -> str:
    if name == "body":
        return " " + long_text(value, "  ")
    return _value(value, "  ", block=name in _ALWAYS_BLOCK)


def _value(value: Any, pad: str, *, block: bool = False) -> str:
    """What stands behind a key's colon: a space and one line, or lines indented by `pad`."""
    if isinstance(value, str):
        return " " + (long_text(value, pad) if "\n" in value else scalar(value))
    if not isinstance(value, Mapping | Sequence):
        return f" {_atom(value)}"
    flow = _flow(value)
    if not value or (not block and len(pad) + len(flow) <= _WIDTH):
        return f" {flow}"
    if isinstance(value, Mapping):
        return "".join(f"\n{pad}{line}" for line in _mapping(value, pad))
    return "".join(f"\n{pad}- {_item(each, pad + '  ', block=block)}" for each in value)


def _mapping(value: Mapping[str, Any], pad: str) -> Iterable[str]:
    return (f"{scalar(key)}:{_value(each, pad + '  ')}" for key, each in value.items())


def _item(value: Any, pad: str, *, block: bool) -> str:
    if isinstance(value, Mapping) and value and (block or len(pad) + len(_flow(value)) > _WIDTH):
        return f"\n{pad}".join(_mapping(value, pad))
    return _value(value, pad).removeprefix(" ")


def _flow(value: Any) -> str:
    """`value` on one line."""
    if isinstance(value, str):
        return scalar(value, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _atom(value)


def _atom(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def long_text(text: str, pad: str) -> str:
    """`text` as a literal block where one holds it exactly, else in double quotes with one line of text a line."""
    if _UNPRINTABLE.search(text) or not text.strip(" \t\n") or _BLANK_EDGE.search(text):
        lines = _escaped(text).replace("\\n", "\\n\n").split("\n") if "\n" in text else [_escaped(text)]
        # A reader must keep a line's leading space.
        return '"' + f"\\\n{pad}".join(f"\\{line}" if line.startswith(" ") else line for line in lines if line) + '"'
    indent = "2" if text[0] in " \t\n" else ""
    chomp = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") else ""
    body = "\n".join(pad + line if line else "" for line in text.removesuffix("\n").split("\n"))
    return f"|{indent}{chomp}\n{body}"


def _escaped(text: str) -> str:
    return _ESCAPED.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _ESCAPES:
        return _ESCAPES[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
