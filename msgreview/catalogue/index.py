"""The messages of a catalogue by id, and which message uses which."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import load_file
from msgreview.model.message import Entry, Message

_TAG = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\b")
_TAGS = frozenset({"include", "extends", "import", "from"})
_BEFORE = frozenset({*_TAGS, "[", "(", ",", "else"})
_AFTER = frozenset({"]", ")", ",", "if", "else", "import", "as", "ignore", "with", "without", "block_end"})


def index(files: Iterable[CatalogueFile]) -> dict[str, CatalogueFile]:
    """Id of every message in `files` → the file it is in; of two with one id, the first. Loads all files."""
    by_id: dict[str, CatalogueFile] = {}
    for file in files:
        for entry in load_file(file).entries:
            by_id.setdefault(entry.message.id, file)
    return by_id


class Catalogue:
    """The messages of a catalogue by id, each loaded on demand; the last `cached` files stay in memory."""

    def __init__(self, files: Mapping[str, CatalogueFile], cached: int = 64) -> None:
        self.files = files
        """Id → the file it is in."""
        self._load = lru_cache(maxsize=cached)(load_file)

    def entry(self, id_: str) -> Entry | None:
        """The message with this id; None where there is none that can be loaded."""
        file = self.files.get(id_)
        return self._load(file).entry(id_) if file else None


def closure(ids: Iterable[str], uses: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The messages `ids` and all that they use, directly or not: each once, in the order in which their words are read.

    `uses` returns the ids that a message uses; none for one that does not exist, which is in the result all the same.
    """
    reached: dict[str, None] = {}
    pending = list(reversed([*ids]))
    while pending:
        id_ = pending.pop()
        if id_ not in reached:
            reached[id_] = None
            pending += reversed([*uses(id_)])
    return tuple(reached)


def references(message: Message) -> tuple[str, ...]:
    """Ids of the messages that this one uses: its parts, and what its texts include, extend or import. Each once, in order."""
    ids = dict.fromkeys(part.use for part in message.parts if part.use)
    for text in (message.subject, message.body, *(part.text for part in message.parts)):
        if text and "{%" in text and _TAG.search(text):
            ids |= dict.fromkeys(_literal_ids(text))
    return tuple(ids)


def read_with(message: Message) -> tuple[str, ...]:
    """Ids of the messages that a finding on this one may depend on: those that it uses, and the one that it is a twin of."""
    return (*references(message), message.twin_of) if message.twin_of else references(message)


def _literal_ids(text: str) -> Iterator[str]:
    """The ids written out in the tags of a template; those that are computed show only when it is rendered."""
    from jinja2 import Environment, TemplateSyntaxError

    tag: list[tuple[str, str]] | None = None
    try:
        for _, kind, value in Environment(autoescape=False).lex(text):
            if kind == "block_begin":
                tag = []
            elif kind == "block_end" and tag is not None:
                yield from _strings(tag)
                tag = None
            elif tag is not None and kind != "whitespace":
                tag.append((kind, value))
    except TemplateSyntaxError:  # The ids up to the error count; the error is reported when the template is parsed.
        return


def _strings(tag: list[tuple[str, str]]) -> Iterator[str]:
    """The names in a tag such as `include ['a', 'b'] ignore missing` or `extends 'a' if x else 'b'`."""
    if not tag or tag[0][1] not in _TAGS:
        return
    after = [value for _, value in tag[1:]] + ["block_end"]
    for number, (kind, value) in enumerate(tag):
        if kind == "string" and tag[number - 1][1] in _BEFORE and after[number] in _AFTER:
            yield value[1:-1]
