"""Words that were edited here, in the export that they came from: only they differ in it."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from shlex import quote
from typing import NamedTuple

import msgspec

from msgreview.catalogue.edits import Edit, applied
from msgreview.importing.exports import Load, is_literal, live_message, translated
from msgreview.importing.messages import PRINTED_NAME, SEAL, has_words_as_imported, words_are_as_imported
from msgreview.importing.system import Item, System
from msgreview.importing.texts import Passage, UnsayableError
from msgreview.importing.translate import Piece, Translation
from msgreview.model.document import Origin
from msgreview.model.errors import UsageError
from msgreview.model.message import Message, Variable
from msgreview.template.opaque import codes, lost_half
from msgreview.template.template import BrokenTemplateError, parse_template

_TOKEN = re.compile(r"\{% raw %\}[\s\S]*?\{% endraw %\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|\w+|[^\S\n]+|\n|[^\w\s]")
_QUOTED = re.compile(r"\{\{\s*('[^']*')\s*\}\}")
_QUOTED_LENGTH = 60
_INSIDE = re.compile(r"^(\{[{%#])-?\s*|\s*-?([}%#]\})$")


class Refusal(NamedTuple):
    """A message that cannot be given back, and why, in words that follow its id."""

    message_id: str
    reason: str


class Given(msgspec.Struct, frozen=True):
    """What an export is with the words of the catalogue."""

    files: dict[str, bytes]
    """The bytes of each of its files, by the path in it; of a single file by ""."""
    changed: tuple[str, ...]
    """Ids of the messages that it has new words of, in its order."""
    same: int
    refused: tuple[Refusal, ...]
    left_out: dict[str, tuple[str, ...]]
    """Id of a message that is changed → code of the system that it has no more."""
    missing: tuple[str, ...]
    """What the system calls those that the catalogue has no message for."""


class Spellings(msgspec.Struct, frozen=True):
    """How a system writes what stands in templates: the tags that its export has, and the names that a message declares."""

    system: System
    tags: Callable[[], Mapping[str, str]]
    variables: Mapping[str, Variable]

    def spelled(self, token: str, line_end: str) -> str:
        """What a token of a template is in the system's notation; UnsayableError where it has none."""
        if not token.startswith(("{{", "{%", "{#")):
            return line_end if token == "\n" else token
        if token.startswith("{% raw %}"):
            return token[len("{% raw %}") : -len("{% endraw %}")]
        if quoted := _QUOTED.fullmatch(token):
            return str(ast.literal_eval(quoted[1]))
        printed = PRINTED_NAME.fullmatch(token)
        variable = self.variables.get(printed[1]) if printed else None
        if variable and variable.written and variable.type != "flag":
            return variable.written
        if (written := self.tags().get(_plain(token))) is not None:
            return written
        if printed:
            raise UnsayableError(
                f"uses {_short(token)}, and nothing says how {self.system.title} writes that; "
                f"declare it under variables: {printed[1]}: {{written: …}}"
            )
        raise UnsayableError(
            f"has {_short(token)}, which cannot be said in {self.system.title}'s notation; make that change there"
        )


def _short(words: str) -> str:
    """Words as a sentence quotes them: on one line, and not too many."""
    flat = " ".join(words.split())
    return flat if len(flat) <= _QUOTED_LENGTH else flat[: _QUOTED_LENGTH - 1] + "…"


def _plain(token: str) -> str:
    """A tag without the white space and dashes at its edges, which change nothing of what it is."""
    return _INSIDE.sub(lambda match: match[1] or match[2], token) if token.startswith("{") else token


def edited_there_too(load: Load, messages: Mapping[str, Message]) -> dict[str, Message]:
    """What the items say, by their labels, that were edited in the export as their messages were here, since the import."""
    both: dict[str, Message] = {}
    for item in load.items:
        message = messages.get(item.label)
        if message and SEAL in message.source and not has_words_as_imported(message):
            live = live_message(load, item, message)
            if not (words_are_as_imported(message, live) or says_the_same(message, live)):
                both[item.label] = live
    return both


def give_back(load: Load, messages: Mapping[str, Message], ours: Collection[str] = ()) -> Given:
    """The export with the words of `messages`, which are by what the system calls them.

    Each edited text is read again as an import would, and the whole file too: what does not come out as it should is refused.
    A message that still has the words of its import has nothing to say of its item, which somebody may have edited since.
    One edited on both sides is refused, unless it is one of `ours`: labels of items whose words were once given from here.
    """
    theirs = edited_there_too(load, messages).keys() - set(ours)
    refused = [Refusal(messages[item.label].id, _edited_twice(load)) for item in load.items if item.label in theirs]
    edited: dict[str, _Edited] = {}
    tags = cache(lambda: _tags(load))  # Few exports have a message with a tag that its own text has not.
    for item in load.items:
        message = messages.get(item.label)
        try:
            speaks = message and item.label not in theirs and not has_words_as_imported(message)
            edits = _edited(load, item, message, tags) if message and speaks else None
        except UnsayableError as error:
            refused.append(Refusal(messages[item.label].id, str(error)))
            continue
        if edits:
            edited[item.label] = edits
    files, wrong = _files(load, edited)
    if len(wrong) > 1:
        wrong = {label for label in wrong if _files(load, {label: edited[label]})[1]} or wrong
    if wrong:
        unsayable = "has words that its file cannot hold without a change to something else; make that change there"
        refused += (Refusal(messages[label].id, unsayable) for label in wrong)
        edited = {label: edits for label, edits in edited.items() if label not in wrong}
        files, wrong = _files(load, edited)
    if wrong:
        raise UsageError(f"{load.opened.name} could not be written without changing something else. Nothing was written.")
    missing = tuple(item.label for item in load.items if item.label not in messages)
    same = len(load.items) - len(missing) - len(edited) - len(refused)
    left_out = {messages[label].id: each.left_out for label, each in edited.items() if each.left_out}
    return Given(files, tuple(messages[label].id for label in edited), same, tuple(refused), left_out, missing)


def _edited_twice(load: Load) -> str:
    file, system = load.opened.name, load.system.name
    typed = quote(file)
    return (
        f"was edited here, and in {file} too since it was imported, so it stays there as it is. Both: msgreview drift {typed}. "
        f"To take its words in, and then put yours in again: msgreview import {system} {typed} --into FOLDER --force"
    )


class _Edited(NamedTuple):
    """What is new in an item: the edits of its files, each with its part, and what its passages say after them."""

    edits: list[tuple[str, Edit]]
    values: tuple[str, ...]
    left_out: tuple[str, ...]
    """Code of the system that no reader sees, and that is gone."""


def _edited(load: Load, item: Item, message: Message, tags: Callable[[], Mapping[str, str]]) -> _Edited | None:
    """What makes an item say what a message says; None where it does."""
    sources = _sources(load.system, item, message, tags)
    pairs = list(zip(item.passages(), sources, strict=True))
    edits = [edit for passage, changes in pairs if changes for edit in passage.edits(load.opened.parts, changes)]
    if not edits:
        return None
    subject, body, _ = translated(load.system, item, as_text=is_literal(message))
    left_out = Counter(codes(subject.template + body.template)) - Counter(codes(message.subject + body_of(message)))
    return _Edited(edits, tuple(applied(passage.value, changes) for passage, changes in pairs), tuple(map(_short, left_out)))


def _files(load: Load, edited: Mapping[str, _Edited]) -> tuple[dict[str, bytes], set[str]]:
    """The files with edits, and the labels of those edited items that cannot be among them.

    Those are the ones that do not say what they should when the files are read again; all, where others are not as they were.
    """
    edits: dict[str, list[Edit]] = {}
    for each in edited.values():
        for part, edit in each.edits:
            edits.setdefault(part, []).append(edit)
    files = load.opened.edited(edits)
    try:
        again = [(item.label, _values(item)) for item in load.reopened(files)]
    except UsageError:
        return files, set(edited)
    wanted = [(item.label, edited[item.label].values if item.label in edited else _values(item)) for item in load.items]
    got = dict(again)
    wrong = {label for label, values in wanted if got.get(label) != values}
    if again == wanted:
        return files, set()
    return files, wrong if wrong and wrong <= edited.keys() else set(edited) or wrong


def _values(item: Item) -> tuple[str, ...]:
    return tuple(passage.value for passage in item.passages())


def _tags(load: Load) -> dict[str, str]:
    """Every tag in the messages of an export as templates write it → as the system does."""
    tags: dict[str, str] = {}
    for item in load.items:
        subject, body, _ = translated(load.system, item)
        for piece in (*subject.pieces, *body.pieces):
            if piece.template != piece.source and piece.template.startswith("{"):
                tags.setdefault(_plain(piece.template), piece.source)
    return tags


def body_of(message: Message) -> str:
    """The body of a message; of a mixed one that was imported its only part."""
    return message.body or "".join(part.text or "" for part in message.parts)


def says_the_same(one: Message, other: Message) -> bool:
    """Whether two messages have the same words and the same template code, however their tags are spaced."""
    pairs = ((one.subject, other.subject), (body_of(one), body_of(other)))
    return all(text == others or _words(text) == _words(others) for text, others in pairs)


def _words(template: str) -> list[str]:
    return list(map(_plain, _TOKEN.findall(template)))


def _sources(system: System, item: Item, message: Message, tags: Callable[[], Mapping[str, str]]) -> list[list[Edit]]:
    """The changes to each of an item's passages that make it say what a message says."""
    literal = is_literal(message)
    subject, body, names = translated(system, item, message.variables, as_text=literal)
    if (message.subject and not item.subject) or (item.subject and not message.subject):
        what = "a subject" if message.subject else "no subject any more"
        raise UnsayableError(f"has {what}, which the export has {'no' if message.subject else 'a'} place for; change it there")
    spellings = Spellings(system, tags, {**names.variables, **message.variables})
    wanted = [(subject, message.subject)] if item.subject else []
    wanted.append((body, body_of(message)))
    changes: list[list[Edit]] = []
    for (old, new), passage in zip(wanted, item.passages(), strict=True):
        if old.template == new:
            changes.append([])
            continue
        if (half := lost_half(new)) and not lost_half(old.template):
            raise UnsayableError(
                f"has {_short(half.code)} without its {half.lost}, at which {system.title} would stop; put that back"
            )
        try:
            parse_template(Origin(message.id, "body"), new, (), autoescape=False)
        except BrokenTemplateError as broken:
            raise UnsayableError(f"cannot be read: {', '.join(broken.problem.args)}; `msgreview lint` says where") from None
        edits = _changes(old, new, spellings, passage)
        made = msgspec.structs.replace(item, **_named(item, passage, applied(passage.value, edits)))
        subject_again, body_again, _ = translated(system, made, message.variables, as_text=literal)
        again = (subject_again if passage is item.subject else body_again).template
        if edits and _words(again) != _words(new):
            raise UnsayableError(_misread(again, new, system))
        changes.append(edits)
    return changes


def _named(item: Item, passage: Passage, value: str) -> dict[str, Passage]:
    """The field of an item that a passage is in, with another text."""
    text = msgspec.structs.replace(passage.texts[0], value=value)
    return {"subject" if passage is item.subject else "body": Passage((text,))}


def _misread(again: str, new: str, system: System) -> str:
    """Why words would be read as something else by the system."""
    got, wanted = _TOKEN.findall(again), _TOKEN.findall(new)
    first = next((at for at, pair in enumerate(zip(got, wanted, strict=False)) if _plain(pair[0]) != _plain(pair[1])), 0)
    words = "".join(wanted[first : first + 6]).strip() or "its end"
    return f"has '{_short(words)}', which {system.title} would read as something else; word it another way"


def _changes(old: Translation, new: str, spellings: Spellings, passage: Passage) -> list[Edit]:
    """The changes to the system's text that make `new` of its template."""
    text = passage.value
    line_end = "\r\n" if text.count("\r\n") > text.count("\n") / 2 else "\n"
    ours: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for token in _tokens(old.pieces):
        start, at = at, at + len(token.source)
        if token.template:
            ours.append(_plain(token.template))
            places.append((start, at))
    theirs = _TOKEN.findall(new)
    ends = [places[0][0] if places else 0, *(end for _, end in places)]
    changes: list[Edit] = []
    matcher = SequenceMatcher(None, ours, _words(new), autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            words = "".join(spellings.spelled(token, line_end) for token in theirs[new_first:new_last])
            changes.append(Edit(places[first][0] if first < last else ends[last], ends[last], words))
    return changes


def _tokens(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces cut into words; a tag is one."""
    tokens: list[Piece] = []
    for piece in pieces:
        if piece.template == piece.source:
            tokens += (Piece(word, word) for word in _TOKEN.findall(piece.template))
        else:
            tokens.append(piece)
    return tokens
