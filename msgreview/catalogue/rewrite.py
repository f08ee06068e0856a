"""New words for a message, written into its file as the smallest edits that make them: all else stays, character by character."""

from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import chain, product

from msgspec.structs import replace

from msgreview.catalogue.edits import Edit, edited, indentation, line_end, next_line, word_edits
from msgreview.catalogue.load import LoadedFile, load_bytes
from msgreview.catalogue.text_edits import TextEdit, in_file, loads_as
from msgreview.catalogue.write import long_text, quoted, scalar
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Entry, Message, Scalar


class RewriteError(MsgReviewError):
    """Words that cannot be written into a file; the text says why."""


def words_of(message: Message) -> dict[str, str]:
    """The words of a message that somebody reads, by the path of their field: `subject`, `body`, `parts.0.text`."""
    words = {"subject": message.subject} | ({} if message.parts else {"body": message.body})
    for number, part in enumerate(message.parts):
        named = {"text": part.text, "write": part.write, "example": part.example}
        words |= {f"parts.{number}.{name}": value for name, value in named.items() if value is not None}
    return words


def with_words(message: Message, words: Mapping[str, str]) -> Message:
    """A message with other words in some of its fields."""
    parts = [
        replace(
            part,
            **{
                name: words[field]
                for name in ("text", "write", "example")
                if (field := f"parts.{number}.{name}") in words and getattr(part, name) is not None
            },
        )
        for number, part in enumerate(message.parts)
    ]
    own = {name: words[name] for name in ("subject", "body") if name in words}
    return replace(message, parts=tuple(parts), **own)


def rewritten(data: bytes, shown: str, id_: str, words: Mapping[str, str]) -> bytes:
    """The content of a file with other words in some fields of a message; the line feeds that end a text stay as they are.

    RewriteError where that cannot be had without changing something else. What comes out was loaded again and compared.
    """
    file = load_bytes(data, shown)
    entry = file.entry(id_)
    if entry is None:
        raise RewriteError(f"{shown} does not hold the message '{id_}' any more.")
    old = words_of(entry.message)
    new = {field: _ended(text, old[field]) for field, text in words.items() if field in old}
    changed = {field: text for field, text in new.items() if text != old[field]}
    if not changed:
        return data
    wanted = with_words(entry.message, changed)
    messages = [wanted if each is entry else each.message for each in file.entries]
    for edits in product(*(_ways(entry, field, text) for field, text in changed.items())):
        made = edited(data, file.source.text, chain.from_iterable(edits))
        if loads_as(load_bytes(made, shown), messages, file):
            return made
    raise RewriteError(_why(file, entry, wanted))


def _ended(text: str, old: str) -> str:
    """A text that ends with as many line feeds as the old one, where both have words."""
    return text.rstrip("\n") + old[len(old.rstrip("\n")) :] if text.strip() and old.strip() else text


def _ways(entry: Entry, field: str, text: str) -> Iterator[list[Edit]]:
    """Edits that may write a text into a field, the smallest first."""
    stated = entry.texts.get(field)
    if stated is None:
        yield [_added(entry, field, text)]
        return
    if stated.value.strip() and text.strip():
        yield _rows(entry, stated, text) if stated.style == "|" else _tokens(entry, field, text)
    for written in (_written, _quoted):  # A comment below a block would be read as a part of it.
        yield [_whole(entry, field, text, written)]


def _rows(entry: Entry, stated: Scalar, text: str) -> list[Edit]:
    """Each line of a literal block that is another one now."""
    source = entry.source.text
    old, new, end = stated.value.rstrip("\n").split("\n"), text.rstrip("\n").split("\n"), line_end(source)
    starts = [next_line(source, stated.start)]
    for _ in old:
        starts.append(next_line(source, starts[-1]))
    first = next(number for number, row in enumerate(old) if row.strip())
    indent = " " * (_leading(source[starts[first] : starts[first + 1]]) - _leading(old[first]))

    def edit(a: int, b: int, rows: list[str]) -> Edit:
        put = "".join((indent + row if row else "") + end for row in rows)
        if source[starts[b] - 1] in "\r\n":
            return Edit(starts[a], starts[b], put)
        put = put.removesuffix(end)  # The file ends within its last line.
        return Edit(starts[a], starts[b], end + put if a == b else put)

    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [edit(a, b, new[c:d]) for kind, a, b, c, d in codes if kind != "equal"]


def _leading(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _tokens(entry: Entry, field: str, text: str) -> list[Edit]:
    """Each run of words that are others now, in the style that the text has."""
    return [in_file(TextEdit(entry, field, *edit)) for edit in word_edits(entry.texts[field].value, text)]


def _whole(entry: Entry, field: str, text: str, written: Callable[[Entry, str, str], str]) -> Edit:
    """All of a text, as a new file would have it."""
    source, span, start = entry.source.text, entry.spans[field], entry.texts[field].start
    return Edit(start, span.end, written(entry, text, indentation(source, span.key_start) + "  "))


def _added(entry: Entry, field: str, text: str) -> Edit:
    """A field that the message does not state, in front of its words."""
    source, own = entry.source.text, entry.spans[""]
    places = (entry.spans[name].key_start for name in ("body", "parts", "id") if name in entry.spans)
    at = next((place for place in places if own.start <= place < own.end), own.start)
    if source[own.start] == "{":
        return Edit(at, at, f"{field}: {scalar(text, flow=True)}, ")
    indent = indentation(source, at)
    return Edit(at, at, f"{field}: {_written(entry, text, indent + '  ')}{line_end(source)}{indent}")


def _written(entry: Entry, text: str, pad: str) -> str:
    return (long_text(text, pad) if "\n" in text else scalar(text)).replace("\n", line_end(entry.source.text))


def _quoted(_: Entry, text: str, __: str) -> str:
    return quoted(text)


def _why(file: LoadedFile, entry: Entry, wanted: Message) -> str:
    """Why words could not be written."""
    if not (wanted.body or wanted.parts):
        return "A message needs words in its body. One that is not to be sent any more is retired instead."
    starts = {scalar.start for scalar in entry.texts.values()}
    others = (each for each in file.entries if each is not entry)
    shared = [each.message.id for each in others if not starts.isdisjoint(scalar.start for scalar in each.texts.values())]
    if shared:
        return f"{', '.join(shared)} shares these words in {file.source.path}. Change them there, in an editor."
    return f"These words cannot be written into {file.source.path} and leave all else as it is. Change them there, in an editor."
