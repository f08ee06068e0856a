"""Zendesk's macros."""

from collections.abc import Iterator

from msgreview.importing.container import Opened
from msgreview.importing.system import Item, LeftOut, System, whole
from msgreview.importing.texts import Passage, Text
from msgreview.importing.tree import Row, listed, said, text_of

_COMMENTS = ("comment_value_html", "comment_value")
_BOTH = "Their comment_value_html is the text here; the comment_value beside it stays as it is there"


def _items(opened: Opened) -> Iterator[Item | LeftOut]:
    for macro in listed(opened.tree, "macros", "macro", "results", "data"):
        actions = {said(action, "field"): action for action in macro.get("actions") or () if isinstance(action, dict)}
        comment = next((actions[name] for name in _COMMENTS if name in actions), None)
        body = _comment(comment) if comment else None
        title = said(macro, "title", "raw_title").strip() or said(macro, "id")
        if body is None or not title:
            yield LeftOut(title, "they write no comment")
            continue
        both = all(name in actions for name in _COMMENTS)
        *categories, _ = [word.strip() for word in title.split("::")]
        facts = {
            "title": title.replace("::", ": "),
            "tags": tuple(filter(None, categories)),
            "status": "retired" if said(macro, "active") == "false" else "published",
            "channel": "chat" if "channel:chat" in _channels(comment) else "email",
            "notes": said(macro, "description"),
        }
        name = tuple(word.strip() for word in title.split("::"))
        key = (said(macro, "id") or title,)
        subject = text_of(actions.get("subject"), "value")
        yield Item(key, name, body, whole(subject), facts, note=_BOTH if both else "")


def _comment(action: Row) -> Passage | None:
    """The text of a comment, which may be said to go to a channel before it: `["channel:all", "Hello"]`."""
    value = action.get("value")
    texts = [each for each in value if isinstance(each, Text)] if isinstance(value, list) else [value]
    return next((Passage((each,)) for each in texts[-1:] if isinstance(each, Text) and each.value.strip()), None)


def _channels(action: Row | None) -> list[str]:
    value = (action or {}).get("value")
    return [each.value for each in value if isinstance(each, Text)] if isinstance(value, list) else []


SYSTEM = System(
    name="zendesk",
    title="Zendesk",
    about="macros: the answer of `/api/v2/macros.json`, its pages one after the other or in one list. "
    "Macros without a comment are left out",
    containers=("json",),
    items=_items,
    notations=("liquid",),
    kind="scripted",
)
