"""The mails and messages in Discourse's texts."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, System, whole
from msgreview.importing.tree import mappings, said, text_of

_BODIES = ("text_body_template", "body_template")


def _items(opened: Opened) -> Iterator[Item]:
    for path, texts in mappings(opened.tree):
        body = whole(text_of(texts, *_BODIES))
        if body is None or len(path) < 2:
            continue
        lang, *names = path
        facts = {
            "title": said(texts, "title") or names[-1].replace("_", " "),
            "lang": lang.replace("_", "-"),
            "format": "markdown",
        }
        words = names if lang == "en" else [*names, lang]
        yield Item(path, tuple(words), body, whole(text_of(texts, "subject_template", "subject")), facts)


SYSTEM = System(
    name="discourse",
    title="Discourse",
    about="mails and system messages: a file of texts such as `server.en.yml`, yours or a plugin's. "
    "Taken is what has a `text_body_template`",
    containers=("yaml",),
    items=_items,
    notations=("percent",),
)
