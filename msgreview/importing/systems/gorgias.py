"""Gorgias' macros."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import Row, listed, rows, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    for macro in listed(opened.tree, "data", "macros"):
        arguments = _answer(macro)
        body, name = whole(text_of(arguments, "body_html", "body_text")), said(macro, "name")
        if body is None or not name:
            continue
        facts = {
            "title": name,
            "lang": said(macro, "language"),
            "tags": tuple(filter(None, [said(macro, "intent")])),
            "format": "html" if said(arguments, "body_html") else "",
        }
        yield Item((said(macro, "id", "external_id") or name,), (name,), body, whole(text_of(arguments, "subject")), facts)


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
