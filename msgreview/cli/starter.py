"""The first words of a new message: a text fit for its channel, with the moves a reader expects there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from msgreview.catalogue.yaml_tree import load_table
from msgreview.model.message import Message, Part

_ANSWER = {"topic": "your loan", "answer": "You can renew the book in your account until Friday."}
_PEOPLE: dict[str, Any] = {"patron": {"first_name": "Sam"}, "staff": {"first_name": "Noor"}}


class _Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands around the answer."""

    before: str
    after: str
    between: str = "\n\n"


SUBJECT = "About {{ topic }}"
"""The subject of a new email or letter for which none is given."""


def starter(facts: Mapping[str, str], *, first_line: str) -> Message:
    """A draft with the given facts (id, kind and channel among them) and a text to start from.

    `first_line` is what it has to say. A mixed message leaves that to the member of staff who writes.
    """
    frames = msgspec.convert(load_table(Path(__file__).with_name("starters.yaml")), dict[str, _Frame])
    frame = frames.get(f"{facts['kind']} {facts['channel']}") or frames[facts["channel"]]
    if first_line:
        first_line = (
            first_line[0].upper() + first_line[1:] + ("." if first_line[-1].isalnum() and "://" not in first_line else "")
        )
    text: dict[str, Any] = {"body": frame.between.join((frame.before, first_line or "{{ answer }}", frame.after))}
    if facts["kind"] == "mixed":
        write = Part(write=first_line or "the answer, in a sentence or two", example=_ANSWER["answer"])
        text = {"parts": (Part(text=frame.before), write, Part(text=frame.after))}
    said = text.get("body", frame.before) + facts.get("subject", "")
    people = {name: each for name, each in _PEOPLE.items() if f"{{{{ {name}." in frame.before + frame.after}
    sample = people | {name: value for name, value in _ANSWER.items() if f"{{{{ {name} }}}}" in said}
    if sample:
        text["samples"] = {"a reader": sample}
    return Message(**{**facts, **text, "status": "draft"})
