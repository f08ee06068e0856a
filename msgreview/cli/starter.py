"""The first words of a new message: a text fit for its channel, with the moves a reader expects there."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from msgreview.model.message import Channel, Message, Part

_ANSWER = {"topic": "your loan", "answer": "You can renew the book in your account until Friday."}
_READER: dict[str, Any] = {"patron": {"first_name": "Sam"}}
_STAFF: dict[str, Any] = {"staff": {"first_name": "Noor"}}


class _Frame(msgspec.Struct, frozen=True):
    """What stands around the answer, and the samples its names need."""

    before: str
    after: str
    sample: dict[str, Any]
    between: str = "\n\n"


# The five elements of an email (R8): greeting, acknowledgement, answer, a teachable moment, closing. A chat and a call
# greet, acknowledge, and close with an offer (R9). A text message has room for the answer and one way back.
_FRAMES: dict[Channel, _Frame] = {
    "email": _Frame(
        "Dear {{ patron.first_name }},\n\nThank you for your question about {{ topic }}.",
        "Next time, you can find this under Help on our website.\n\n"
        "If you would like to know more, reply to this email, and I will gladly look further.\n\n"
        "Kind regards,\n{{ staff.first_name }}\n",
        _READER | _STAFF,
    ),
    "chat": _Frame(
        "Hello {{ patron.first_name }}, I'm {{ staff.first_name }}. Thanks for asking about {{ topic }}.",
        "Is there anything else I can help you with?\n",
        _READER | _STAFF,
    ),
    "sms": _Frame("Hello from your library.", "Questions? Text us back, and we will gladly help.", {}, " "),
    "phone": _Frame(
        "Hello, this is {{ staff.first_name }} from the library. May I speak with {{ patron.first_name }}?\n\n"
        "Thank you for asking us about {{ topic }}.",
        "Is there anything else I can help you with?\n\n"
        "If a question comes up later, call us and ask for me. We look forward to seeing you. Goodbye.\n",
        _READER | _STAFF,
    ),
    "letter": _Frame(
        "Dear {{ patron.first_name }},\n\nThank you for your question about {{ topic }}.",
        "If you would like to know more, call us or come by, and we will gladly help you.\n\n"
        "Kind regards,\n{{ staff.first_name }}\n",
        _READER | _STAFF,
    ),
}
SUBJECT = "About {{ topic }}"
"""The subject of a new email or letter for which none is given."""


def starter(facts: Mapping[str, str], *, first_line: str = "") -> Message:
    """A draft with the given facts (id, kind and channel among them) and a text to start from.

    `first_line` is what it has to say. A mixed message leaves that to the member of staff who writes.
    """
    frame = _FRAMES[cast(Channel, facts["channel"])]
    text: dict[str, Any] = {"body": frame.between.join((frame.before, first_line or "{{ answer }}", frame.after))}
    if facts["kind"] == "mixed":
        write = Part(write=first_line or "the answer, in a sentence or two", example=_ANSWER["answer"])
        text = {"parts": (Part(text=frame.before), write, Part(text=frame.after))}
    said = text.get("body", frame.before) + facts.get("subject", "")
    sample = frame.sample | {name: value for name, value in _ANSWER.items() if f"{{{{ {name} }}}}" in said}
    if sample:
        text["samples"] = {"a reader": sample}
    return Message(**{**facts, **text, "status": "draft"})
