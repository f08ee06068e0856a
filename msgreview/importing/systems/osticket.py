"""osTicket's canned responses and mail templates."""

from collections.abc import Iterator
from pathlib import PurePath

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import Row, rows, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    tree = opened.tree
    if isinstance(tree, dict) and "body" in tree and "subject" in tree:
        yield from _template({**tree}, PurePath(opened.name).stem)
        return
    tables = tree if isinstance(tree, dict) else {"": tree}
    for name, table in tables.items():
        for row in rows(table):
            if "response" in row and "title" in row:
                yield from _canned(row)
            elif ("code_name" in row and "body" in row) or name.endswith("email_template"):
                yield from _template(row, said(row, "code_name"))


def _canned(row: Row) -> Iterator[Item]:
    body, title = whole(text_of(row, "response")), said(row, "title")
    if body and title:
        facts = {"title": title, "kind": "scripted", "notes": said(row, "notes").strip(), "lang": said(row, "lang")}
        facts["status"] = "retired" if said(row, "isenabled") == "0" else ""
        yield Item((said(row, "canned_id") or title,), (title,), body, None, facts)


def _template(row: Row, name: str) -> Iterator[Item]:
    body = whole(text_of(row, "body"))
    if body and name:
        facts = {"title": name, "notes": said(row, "notes").strip()}
        yield Item((said(row, "id") or name,), (name,), body, whole(text_of(row, "subject")), facts)


SYSTEM = System(
    name="osticket",
    title="osTicket",
    about="canned responses and mail templates: its YAML files (`premade.yaml`, `ticket.autoresp.yaml`), or the tables "
    "`canned_response` and `email_template` as CSV, JSON or a dump as SQL",
    containers=("yaml", "csv", "json", "sql"),
    items=_items,
    notations=("percent",),
)
