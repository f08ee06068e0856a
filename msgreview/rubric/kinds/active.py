"""What mail clients take out or block in a text with markup: scripts, event handlers, `javascript:` links, forms, embedded pages.

Looks at the tags of the message's own texts as they are written. Code that is shown (in a fence, escaped) and comments are none.
"""

import re
from collections.abc import Iterator

import msgspec

from msgreview.model.document import Origin
from msgreview.model.finding import Hit
from msgreview.model.later import later
from msgreview.model.message import Message, MessageFormat
from msgreview.prose.markdown import CODE, FENCED
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import MessageView

_NAMES = {
    "script": "a script",
    "handler": "a script that waits for a click or the like",
    "link": "a link that runs a script",
    "form": "a form",
    "page": "a page within the page",
}
_IN_TAG = r"<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\s"
_ACTIVE = later(
    rf"<(?P<script>script)\b(?![^<>]*ld\+json)|<(?P<form>form|input|button|select|textarea)\b|<(?P<page>iframe|frame|object|embed|applet)\b"
    rf"|{_IN_TAG}(?:(?P<handler>on[a-z]{{3,}})\s*=|(?:href|src|action)\s*=\s*[\"']?\s*(?P<link>(?:javascript|vbscript):))"
    r"|\]\(\s*(?P<target>(?:javascript|vbscript):)",
    re.IGNORECASE,
)
_COMMENT = later(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`active` has no options."""


def check(view: MessageView, _: Options) -> Iterator[Hit]:
    """One hit for each sort of active content in a text, where the first of it is."""
    message = view.entry.message
    if message.format == "text":
        return
    for field, text in _texts(message):
        if "<" in text or "](" in text:
            yield from _hits(Origin(message.id, field), _shown(text, message.format))


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    if not message.parts:
        yield "body", message.body
    for number, part in enumerate(message.parts):
        if part.text is not None:
            yield f"parts.{number}.text", part.text


def _shown(text: str, format: MessageFormat) -> str:
    """The text, as long as it was, without comments and the code that its reader is shown."""
    for pattern in (_COMMENT, FENCED, CODE) if format == "markdown" else (_COMMENT,):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _hits(origin: Origin, text: str) -> Iterator[Hit]:
    seen: set[str] = set()
    for match in _ACTIVE.finditer(text):
        group = match.lastgroup or ""
        sort = "link" if group == "target" else group
        if sort not in seen:
            seen.add(sort)
            start, end = match.span(group)
            yield Hit(start, end, origin.field, (match[group], _NAMES[sort]), match[group], origin)


KIND = Kind("active", __doc__, Options, args=("words", "what it is"), check_message=check)
