"""Front's message templates."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import listed, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    for template in listed(opened.tree, "_results"):
        body, name = whole(text_of(template, "body")), said(template, "name")
        key = said(template, "id")
        if body and name and key.startswith(("rsp_", "mtpl_")):
            yield Item((key,), (name,), body, whole(text_of(template, "subject")), {"title": name, "format": "html"})


SYSTEM = System(
    name="front",
    title="Front",
    about="message templates: the answer of `/message_templates`, its pages one after the other or in one list",
    containers=("json",),
    items=_items,
    notations=("liquid",),
    kind="scripted",
)
