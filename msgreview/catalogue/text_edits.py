"""Edits of a message's texts, written into its file in the YAML style of each text and proven by loading it again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.edits import Edit, edited
from msgreview.catalogue.load import LoadedFile, load_text
from msgreview.catalogue.scalar_spans import file_span
from msgreview.model.message import Entry, Message

_ESCAPES = {'"': str.maketrans({'"': '\\"', "\\": "\\\\"}), "'": str.maketrans({"'": "''"})}


class TextEdit(NamedTuple):
    """The words that stand in the place of a span of a text: 0-based code points of the field's value."""

    entry: Entry
    field: str
    """One of the entry's `texts`."""
    start: int
    end: int
    words: str


def in_file(edit: TextEdit) -> Edit:
    """The edit of the file. The words must have no line end."""
    scalar = edit.entry.texts[edit.field]
    span = file_span(edit.entry.source, scalar, edit.start, edit.end)
    return Edit(*span, edit.words.translate(_ESCAPES.get(scalar.style, {})))


def is_exact(file: LoadedFile, edits: Sequence[TextEdit]) -> bool:
    """Whether the file with these edits, none of which overlap, loads to the same messages but for these words."""
    text = edited(b"", file.source.text, map(in_file, edits)).decode()
    after = load_text(text, file.source.path)
    return loads_as(after, [_changed(each, edits) for each in file.entries], file)


def loads_as(after: LoadedFile, messages: Sequence[Message], before: LoadedFile) -> bool:
    """Whether a file holds these messages after an edit, with the problems and the exemptions that it had before."""
    return (
        [each.message for each in after.entries] == messages
        and Counter(problem.rule for problem in after.problems) == Counter(problem.rule for problem in before.problems)
        and [each.rule for each in after.ignores] == [each.rule for each in before.ignores]
        and after.broken == before.broken
    )


def _changed(entry: Entry, edits: Iterable[TextEdit]) -> Message:
    """The message with its words edited, those of texts that it shares with others included."""
    message = entry.message
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        node = edit.entry.texts[edit.field].start
        for field, scalar in entry.texts.items():
            if scalar.start == node:
                message = _with(message, field, edit)
    return message


def _with(message: Message, field: str, edit: TextEdit) -> Message:
    name, _, rest = field.partition(".")
    if name != "parts":
        return replace(message, **{name: _spliced(getattr(message, name), edit)})
    number, _, key = rest.partition(".")
    part = message.parts[int(number)]
    part = replace(part, **{key: _spliced(getattr(part, key), edit)})
    return replace(message, parts=(*message.parts[: int(number)], part, *message.parts[int(number) + 1 :]))


def _spliced(value: str, edit: TextEdit) -> str:
    return value[: edit.start] + edit.words + value[edit.end :]
