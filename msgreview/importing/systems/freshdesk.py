"""Freshdesk's canned responses."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, LeftOut, System, whole
from msgreview.importing.tree import listed, said, text_of

_PERSONAL = "1"


def _items(opened: Opened) -> Iterator[Item | LeftOut]:
    for response in listed(opened.tree, "canned_responses", "responses", "canned_response", "data"):
        body = whole(text_of(response, "content_html", "content"))
        title = said(response, "title")
        if body is None or not title or "folder_id" not in response:
            continue
        if said(response, "visibility") == _PERSONAL:
            yield LeftOut(title, "they are personal")
            continue
        facts = {"title": title, "format": "html" if said(response, "content_html") else ""}
        yield Item((said(response, "id") or title,), (title,), body, None, facts)


SYSTEM = System(
    name="freshdesk",
    title="Freshdesk",
    about="canned responses, as the API lists those of a folder (`/api/v2/canned_response_folders/ID/responses`). "
    "Personal ones are left out; the HTML is the text",
    containers=("json",),
    items=_items,
    notations=("liquid",),
    kind="scripted",
)
