"""Intercom's macros."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import listed, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    for macro in listed(opened.tree, "macros", "data"):
        body, name = text_of(macro, "body", "body_text"), said(macro, "name")
        if body is None or not name or not (said(macro, "type") == "macro" or "available_on" in macro or "visible_to" in macro):
            continue
        places = [each.value for each in macro.get("available_on") or () if isinstance(each, Text)]
        facts = {
            "title": name,
            "format": "html" if body is macro.get("body") else "",
            "channel": "chat" if "messenger" in places or "inbox" in places else "",
        }
        yield Item((said(macro, "id") or name,), (name,), Passage((body,)), None, facts)


SYSTEM = System(
    name="intercom",
    title="Intercom",
    about="macros: the answer of `/macros`. What is printed where a value is missing becomes the variable's example",
    containers=("json",),
    items=_items,
    notations=("attribute", "liquid"),
    kind="scripted",
    channel="chat",
)
