"""An export of a system: which system it is of, and its messages as messages of ours."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from shlex import quote
from typing import Any

import msgspec

from msgreview.importing.columns import HALF_CHARACTER, language
from msgreview.importing.container import Opened
from msgreview.importing.containers import CONTAINERS
from msgreview.importing.formats import IMPORTERS, LARGEST
from msgreview.importing.messages import ASSUMED, Imported, looks_like_html, made_id, text_hash
from msgreview.importing.records import Export, RejectedRecord
from msgreview.importing.system import Item, LeftOut, System
from msgreview.importing.systems import SYSTEMS
from msgreview.importing.translate import Names, Translation, translate
from msgreview.model.errors import UsageError
from msgreview.model.message import Message, Variable
from msgreview.model.phrases import series
from msgreview.template.opaque import lost_half

_AS_TEXT = "as text"


class Load(msgspec.Struct, frozen=True):
    """What an export of a system holds."""

    system: System
    opened: Opened
    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    export: Export
    kind: str
    """The container that it was opened as."""

    def reopened(self, files: Mapping[str, bytes]) -> tuple[Item, ...]:
        """The messages in the same export with other content."""
        new = {"data": files[""]} if "" in files else {"files": dict(files)}
        return _items(self.system, CONTAINERS[self.kind].open(msgspec.structs.replace(self.export, **new)))[0]

    def notes(self) -> dict[str, list[str]]:
        """What a user should know of its messages and of what is left out → the titles of those."""
        notes: dict[str, list[str]] = {}
        for item in self.items:
            if item.note:
                notes.setdefault(item.note, []).append(item.facts.get("title") or item.label)
        for title, why in self.left_out:
            notes.setdefault(f"Left out, as {why}", []).append(title or "one without a title")
        return notes

    def only(self, labels: Container[str]) -> "Load":
        """The same with some of its messages."""
        return msgspec.structs.replace(self, items=tuple(item for item in self.items if item.label in labels), left_out=())

    def where(self, item: Item) -> str:
        """The place of a message in words: `line 12`, after the file's name where there are several; in Word its heading."""
        first = (item.subject or item.body).texts[0]
        if first.style == "word":
            return f"below '{item.label}'"
        line = self.opened.source(first.part).position(first.start).line
        return f"{first.part}, line {line}" if first.part else f"line {line}"


def load_export(export: Export, name: str) -> Load:
    """The messages in an export of the system called `name`; of the one that it looks like where that is "".

    UsageError, one sentence, where it cannot be opened or holds none.
    """
    if len(export.data) > LARGEST:
        raise UsageError(f"{export.name} holds {len(export.data) // 1_000_000} MB, more than messages can. Export less of it.")
    if export.data.startswith(b"PK") and "docx" not in (SYSTEMS[name].containers if name else ("docx",)):
        raise UsageError(f"{export.name} is a workbook or an archive. Save the sheet as CSV UTF-8 and import that.")
    opened: dict[str, Opened] = {}
    errors: list[UsageError] = []
    systems = [SYSTEMS[name]] if name else SYSTEMS.values()
    loads = [load for system in systems if (load := _load(export, system, opened, errors))]
    if loads:
        return max(loads, key=lambda load: len(load.items))
    if errors and not opened:
        raise errors[0]
    what = f"of {SYSTEMS[name].title} " if name else ""
    raise UsageError(f"{export.name} holds no message {what}that can be read here. {_advice(export, name)}")


def _load(export: Export, system: System, opened: dict[str, Opened], errors: list[UsageError]) -> Load | None:
    """What the first container gives in which the export has messages of a system; None where none has.

    `opened` are the containers that it could be opened as, by name, and `errors` say why it could not be as others.
    """
    for kind in _kinds(export, system):
        try:
            if kind not in opened:
                opened[kind] = CONTAINERS[kind].open(export)
        except UsageError as error:
            errors.append(error)
            continue
        items, left_out = _items(system, opened[kind])
        if items:
            return Load(system, opened[kind], items, left_out, export, kind)
    return None


def _items(system: System, opened: Opened) -> tuple[tuple[Item, ...], tuple[LeftOut, ...]]:
    every = tuple(system.items(opened))
    return tuple(each for each in every if isinstance(each, Item)), tuple(each for each in every if isinstance(each, LeftOut))


def _advice(export: Export, name: str) -> str:
    """What to do with a file that holds no message of a system."""
    other = look(export) if name else None
    if other:
        return f"It looks like an export of {other.title}: msgreview import {other.name} {quote(export.name)}"
    if any(export.name.lower().endswith(f".{suffix}") for importer in IMPORTERS for suffix in importer.suffixes):
        read = f"msgreview import records {quote(export.name)}"
        return f"Look that it is the export you meant; a table of another shape is read by: {read}"
    return "Look that it is the export you meant."


def look(export: Export) -> System | None:
    """The system that an export looks like; None where it looks like none."""
    try:
        return load_export(export, "").system
    except UsageError:
        return None


def _kinds(export: Export, system: System) -> list[str]:
    """The containers to try: the one that the file's name tells of, else all that the system has."""
    if export.files:
        return [kind for kind in system.containers if kind == "folder"]
    suffix = export.name.rpartition(".")[2].lower() if "." in export.name else ""
    named = [kind for kind in system.containers if suffix in CONTAINERS[kind].suffixes]
    if named or any(suffix in container.suffixes for container in CONTAINERS.values()):
        return named
    return list(system.containers)


def messages_of(messages: Iterable[Message], system: str) -> dict[str, Message]:
    """Those of some messages that came from a system, by what that calls them."""
    return {message.source.get("key", ""): message for message in messages if message.source.get("system") == system}


def kinds_of(system: System) -> str:
    """The kinds of files that a system exports: `YAML, CSV or JSON`."""
    return series((CONTAINERS[kind].name for kind in system.containers), "or")


def translated(
    system: System, item: Item, variables: Mapping[str, Variable] | None = None, *, as_text: bool = False
) -> tuple[Translation, Translation, Names]:
    """Subject and body of an item as templates, and the names in them; what `variables` declare keeps its name."""
    declared = {each.written: name for name, each in (variables or {}).items() if each.written}
    names = Names(declared=declared, filled=item.filled)
    notations = () if as_text else system.notations
    subject = translate(item.subject.value if item.subject else "", notations, names, any_line_end=True)
    return subject, translate(item.body.value, notations, names, any_line_end=True), names


def live_message(load: Load, item: Item, message: Message) -> Message:
    """What an item says now as the message that it is here, with the names that it has here."""
    translation = translated(load.system, item, message.variables, as_text=is_literal(message))
    return _message(load.system, item, message.id, {"kind": message.kind}, translation)


def is_literal(message: Message) -> bool:
    """Whether a message was imported with the system's placeholders as text."""
    return message.source.get("placeholders") == _AS_TEXT


def to_imported(
    load: Load, constants: Mapping[str, str], *, as_text: bool = False
) -> tuple[list[Imported], list[RejectedRecord]]:
    """The messages of an export as messages of ours, and those that cannot be one, with the reason.

    `constants` are fields that a user states for all. Ids are made of what the system calls a message, the same in every run.
    """
    imported: list[Imported] = []
    rejected: list[RejectedRecord] = []
    often = Counter(item.label for item in load.items)
    ids = _ids(load.items)
    for item in load.items:
        if often[item.label] > 1:
            reason = f"'{item.label}' is there {often[item.label]} times, and nobody can tell which one is meant"
            rejected.append(RejectedRecord(load.where(item), reason))
        elif any(HALF_CHARACTER.search(passage.value) for passage in item.passages()):
            rejected.append(RejectedRecord(load.where(item), "has half a character, which no file can keep; export it again"))
        else:
            twin = {"twin_of": ids[item.twin_of]} if item.twin_of else {}
            imported.append(_imported(load, item, ids[item.label], {**twin, **constants}, as_text=as_text))
    return imported, rejected


def _ids(items: Sequence[Item]) -> dict[str, str]:
    """Label → id: lower case words, with a piece of the label's digest where two would have the same."""
    made = {item.label: made_id(".".join(map(_slug, item.name))) for item in items}
    often = Counter(made.values())
    return {label: new if often[new] == 1 else f"{new[:190]}-{text_hash(label)[:6]}" for label, new in made.items()}


def _slug(words: str) -> str:
    spaced = re.sub(r"['’]", "", words)
    return re.sub(r"[\W_]+", "-", spaced).strip("-").lower()


def _imported(load: Load, item: Item, new: str, constants: Mapping[str, str], *, as_text: bool) -> Imported:
    """An item of an export as a message, with what the user should know of it."""

    def under(variables: Mapping[str, Variable]) -> Message:
        return _message(load.system, item, new, constants, translated(load.system, item, variables, as_text=as_text), **literal)

    literal = {"placeholders": _AS_TEXT} if as_text else {}
    subject, body, _ = translation = translated(load.system, item, as_text=as_text)
    message = _message(load.system, item, new, constants, translation, **literal)
    return Imported(
        load.where(item),
        message,
        has_tags=subject.has_tags or body.has_tags,
        format_guessed="format" not in {**item.facts, **constants} and message.format == "html",
        assumed=ASSUMED - item.facts.keys() - constants.keys(),
        under=under,
    )


def _message(
    system: System,
    item: Item,
    new: str,
    constants: Mapping[str, str],
    translation: tuple[Translation, Translation, Names],
    **more: str,
) -> Message:
    """The message; `more` goes to its `source`."""
    subject, body, names = translation
    facts: dict[str, Any] = {"kind": system.kind, "channel": system.channel}
    facts |= {name: value for name, value in item.facts.items() if value} | dict(constants)
    if "lang" in facts:
        facts["lang"] = language(facts["lang"]) or "en"
    facts |= {"format": "html"} if "format" not in facts and looks_like_html(item.body.value) else {}
    source = {"system": system.name, "key": item.label, **more}
    if subject.opaque or body.opaque:
        whole = not (lost_half(subject.template) or lost_half(body.template))
        source["logic"] = "opaque" if whole else "opaque, and in pieces"
    return Message(id=new, subject=subject.template, body=body.template, variables=names.variables, source=source, **facts)
