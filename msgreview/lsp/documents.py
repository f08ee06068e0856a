"""The files that an editor has open, as they stand there: saved or not, in a catalogue or not."""

import re
from pathlib import Path
from typing import NamedTuple, get_args

from pygls.uris import to_fs_path

from msgreview.lsp.positions import Encoding, Positions
from msgreview.model.message import Channel, MessageKind
from msgreview.model.span import Source

UNTITLED = "untitled"
"""Folder, in the catalogue, that new files are said to be in until they are saved."""
_MESSAGE = re.compile(r"^(?:id|kind|channel|parts|messages)[ \t]*:", re.MULTILINE)
_OURS = re.compile(
    rf"^(?:- |  )?(?:kind|channel):[ \t]*(?:{'|'.join((*get_args(MessageKind), *get_args(Channel)))})\b", re.MULTILINE
)
_ODD = re.compile(r"[^\w.-]+")


class Document(NamedTuple):
    """A file that is open. `path` is where it is, or would be."""

    uri: str
    path: Path
    version: int | None
    source: Source
    positions: Positions
    is_new: bool
    """Whether it was never saved, and has no path of its own."""

    @property
    def looks_like_message(self) -> bool:
        """Whether a YAML file outside of the folders of messages seems to be one: where it is saved, by a value of ours."""
        text = self.source.text
        return len(set(_MESSAGE.findall(text))) > 1 and (self.is_new or _OURS.search(text) is not None)


def document(uri: str, text: str, version: int | None, folder: Path, encoding: Encoding) -> Document:
    """A document; `folder` is where new files are said to be."""
    path = path_of(uri)
    text = text.removeprefix("\ufeff")
    at = path or folder / UNTITLED / (_ODD.sub("-", uri.partition(":")[2]).strip("-.") or "new")
    source = Source.of(at.name, text)
    return Document(uri, at, version, source, Positions(source, encoding), path is None)


def path_of(uri: str) -> Path | None:
    """The path of a file; None for what is no file, such as a text that was never saved."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path).resolve() if path and path.strip("/") else None
