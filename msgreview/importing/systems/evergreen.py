"""Evergreen's action triggers."""

import re
from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import Row, rows, said, text_of

_CHANNELS = {"SendEmail": "email", "SendSMS": "sms", "ProcessTemplate": "letter", "CallCaller": "phone"}
_SUBJECT = re.compile(r"^Subject:[ \t]*(?P<words>[^\r\n]*)", re.MULTILINE)
_HEADER = re.compile(r"^(?:To|From|Subject|Date|Cc|Bcc|Reply-To|Auto-Submitted|Content-Type|MIME-Version):", re.MULTILINE)
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")


def _items(opened: Opened) -> Iterator[Item]:
    table = opened.tree.get("event_definition") if isinstance(opened.tree, dict) else opened.tree
    for row in rows(table):
        name, channel = said(row, "name"), _CHANNELS.get(said(row, "reactor"))
        if not (name and "reactor" in row and "hook" in row) or "csv" in said(row, "hook").split("."):
            continue
        key = said(row, "id") or name
        facts = {"title": name, "trigger": said(row, "hook")}
        template = text_of(row, "template")
        if channel and template and (parts := _mail(template, channel)):
            yield Item((key,), (name,), *parts, {**facts, "channel": channel, **_format(parts[0])})
        for text in filter(None, [text_of(row, "message_template")]):
            yield Item((key, "message"), (name, "message"), Passage((text,)), whole(text_of(row, "message_title")), facts)


def _mail(template: Text, channel: str) -> tuple[Passage, Passage | None] | None:
    """Body and subject of a template, which writes the headers of the mail itself; None where it has no body."""
    header = _HEADER.search(template.value)
    if channel not in ("email", "sms") or header is None:
        return Passage((template,)), None
    subject = _SUBJECT.search(template.value)
    end = _BLANK.search(template.value, (subject or header).end())
    if end is None or not template.value[end.end() :].strip():
        return None
    words = Passage((template,), *subject.span("words")) if subject and subject["words"].strip() else None
    return Passage((template,), end.end()), words


def _format(body: Passage) -> Row:
    return {"format": "html"} if "content-type: text/html" in body.texts[0].value.lower() else {}


SYSTEM = System(
    name="evergreen",
    title="Evergreen",
    about="event definitions of action triggers: a report on `action_trigger.event_definition` as CSV or JSON, or SQL that "
    "inserts them. A template's own header lines stay where they are; `Subject` is the subject",
    containers=("sql", "csv", "json"),
    items=_items,
    notations=("toolkit",),
)
