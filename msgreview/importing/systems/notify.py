"""Templates of GOV.UK Notify and its kin."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import listed, said, text_of

_CHANNELS = {"email": "email", "sms": "sms", "letter": "letter"}


def _items(opened: Opened) -> Iterator[Item]:
    for template in listed(opened.tree, "templates", "data"):
        channel = _CHANNELS.get(said(template, "type", "template_type"))
        body = whole(text_of(template, "body", "content"))
        name = said(template, "name")
        if not (body and channel and name):
            continue
        facts = {
            "title": name,
            "channel": channel,
            "format": "" if channel == "sms" else "markdown",
            "status": "retired" if said(template, "archived") == "true" else "",
        }
        subject = None if channel == "sms" else whole(text_of(template, "subject"))
        yield Item((said(template, "id") or name,), (name, channel), body, subject, facts)


SYSTEM = System(
    name="notify",
    title="GOV.UK Notify, GC Notify",
    about="templates: the answer of `/v2/templates`, or a table of them with the columns `id`, `name`, `type`, `subject` and "
    "`body`. Who made them is left out",
    containers=("json", "csv", "sql"),
    items=_items,
    notations=("personalisation", "languages"),
)
