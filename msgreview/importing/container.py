"""An export that is open: its texts with their spans, and how it is written again with some of them changed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from msgreview.catalogue.edits import Edit, applied
from msgreview.importing.records import Export
from msgreview.model.span import Source


class Opened(msgspec.Struct, frozen=True):
    """The content of an export."""

    name: str
    parts: dict[str, str]
    """The text of each of its files, by the path in it; of a single file by ""."""
    tree: Any
    """What the container makes of it: mappings, lists and texts."""
    save: Callable[[Mapping[str, str]], dict[str, bytes]]
    """The bytes of each file, for new texts of some parts. UsageError where the encoding lacks a letter."""
    notes: tuple[str, ...] = ()
    _sources: dict[str, Source] = {}

    def source(self, part: str) -> Source:
        """One of its files, in which offsets have lines."""
        if part not in self._sources:
            self._sources[part] = Source.of(part, self.parts[part])
        return self._sources[part]

    def edited(self, edits: Mapping[str, Iterable[Edit]]) -> dict[str, bytes]:
        """The bytes of each file after edits to some parts; any that has none is as it came."""
        return self.save({part: applied(self.parts[part], changes) for part, changes in edits.items()})


class Container(msgspec.Struct, frozen=True):
    """One kind of file that systems export."""

    name: str
    """As users know it: "JSON"."""
    suffixes: tuple[str, ...]
    open: Callable[[Export], Opened]
    """UsageError, one sentence, for a file that is none of its kind, or is cut off."""


def from_text(export: Export, text: str, tree: Any, notes: tuple[str, ...]) -> Opened:
    """The content of an export that is one text file."""

    def save(texts: Mapping[str, str]) -> dict[str, bytes]:
        return {"": export.encoded(texts[""]) if "" in texts else export.data}

    if tree and text[-1] not in "\r\n>]};":
        notes = (*notes, f"{export.name} ends in the middle of a line. Look that it is whole.")
    return Opened(export.name, {"": text}, tree, save, notes)
