"""Koha's notices and slips."""

from collections.abc import Iterator
from typing import Any

from msgreview.importing.columns import choice
from msgreview.importing.container import Opened
from msgreview.importing.system import Item, LeftOut, System, whole
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import Row, mappings, rows, said, text_of

_CHANNELS = {"print": "letter", "itiva": "phone", "feed": "email"}


def _items(opened: Opened) -> Iterator[Item | LeftOut]:
    for row in _letters(opened.tree):
        body = _content(row)
        code = said(row, "code", "letter_code")
        if not (code and ("message_transport_type" in row or "module" in row)):
            continue
        if body is None:
            yield LeftOut(said(row, "name") or code, "their text is empty")
            continue
        transport = said(row, "message_transport_type") or "email"
        branch, lang = said(row, "branchcode"), said(row, "lang", "language")
        lang = "" if lang == "default" else lang
        facts = {
            "title": said(row, "name") or code,
            "channel": _CHANNELS.get(transport) or choice("channel", transport) or "email",
            "format": "html" if said(row, "is_html") == "1" else "text",
            "lang": lang,
        }
        key = (said(row, "module"), code, transport, branch, lang)
        yield Item(key, tuple(filter(None, key)), body, whole(text_of(row, "title")), facts)


def _letters(tree: Any) -> Iterator[Row]:
    """Rows of the table `letter`: of a report, of a dump, or of the sample notices, where fields are lists of lines."""
    if isinstance(tree, list):
        yield from rows(tree)
    for _, each in mappings(tree):
        letter = each.get("letter")
        yield from rows(letter.get("rows") if isinstance(letter, dict) else letter)


def _content(row: Row) -> Passage | None:
    content = row.get("content")
    if isinstance(content, list):
        lines = tuple(line for line in content if isinstance(line, Text))
        return Passage(lines, listed=True) if any(line.value.strip() for line in lines) else None
    return whole(text_of(row, "content"))


SYSTEM = System(
    name="koha",
    title="Koha",
    about="notices and slips: the file `sample_notices.yml`, a report on the table `letter` as CSV or JSON "
    "(`SELECT * FROM letter`), or a dump of that table as SQL",
    containers=("yaml", "csv", "json", "sql"),
    items=_items,
    notations=("koha", "toolkit", "repeats"),
)
