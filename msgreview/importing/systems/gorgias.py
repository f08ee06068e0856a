"""Gorgias' macros."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, LeftOut, System, whole
from msgreview.importing.tree import Row, listed, rows, said, text_of

_BOTH = "Their body_html is the text here; the body_text beside it stays as it is there"


def _items(opened: Opened) -> Iterator[Item | LeftOut]:
    for macro in listed(opened.tree, "data", "macros"):
        arguments = _answer(macro)
        body, name = whole(text_of(arguments, "body_html", "body_text")), said(macro, "name")
        if body is None or not name:
            yield LeftOut(name, "they write no answer")
            continue
        facts = {
            "title": name,
            "lang": said(macro, "language"),
            "tags": tuple(filter(None, [said(macro, "intent")])),
            "format": "html" if said(arguments, "body_html") else "",
        }
        key, subject = said(macro, "id", "external_id") or name, whole(text_of(arguments, "subject"))
        both = said(arguments, "body_html") and said(arguments, "body_text")
        yield Item((key,), (name,), body, subject, facts, note=_BOTH if both else "")


def _answer(macro: Row) -> Row:
    """What a macro's action that writes an answer is given."""
    answers = (each.get("arguments") for each in rows(macro.get("actions")) if said(each, "name") == "setResponseText")
    return next((each for each in answers if isinstance(each, dict)), {})


SYSTEM = System(
    name="gorgias",
    title="Gorgias",
    about="macros: the answer of `/api/macros`. Macros without an answer are left out; the HTML is the text",
    containers=("json",),
    items=_items,
    notations=("liquid",),
    kind="scripted",
)
