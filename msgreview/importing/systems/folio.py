"""FOLIO's notice templates."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.texts import Text
from msgreview.importing.tree import listed, said, text_of


def _items(opened: Opened) -> Iterator[Item]:
    for template in listed(opened.tree, "templates", "data"):
        languages = template.get("localizedTemplates")
        if not isinstance(languages, dict):
            continue
        formats = [each.value for each in template.get("outputFormats") or () if isinstance(each, Text)]
        name = said(template, "name", "description")
        key = said(template, "id") or name
        first = ""
        for lang in sorted(languages, key=lambda each: not each.startswith("en")):
            body = whole(text_of(languages[lang], "body"))
            if not (body and key):
                continue
            facts = {
                "title": name,
                "lang": lang,
                "format": "html" if any("html" in each for each in formats) else "",
                "status": "retired" if said(template, "active") == "false" else "",
                "tags": tuple(filter(None, [said(template, "category")])),
                "notes": said(template, "description") if said(template, "name") else "",
            }
            words = (name or key,) if not first else (name or key, lang)
            item = Item((key, lang), words, body, whole(text_of(languages[lang], "header")), facts, twin_of=first)
            first = first or item.label
            yield item


SYSTEM = System(
    name="folio",
    title="FOLIO",
    about="notice templates: the answer of `/templates`. Each language is a message; others name the English one in `twin_of`",
    containers=("json",),
    items=_items,
    notations=("mustache",),
)
