"""A record of another system as a message of ours, with the path of its new file and the seal that shows what was edited."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import msgspec

from msgreview.catalogue.write import as_yaml, scalar
from msgreview.importing.columns import HALF_CHARACTER, Columns, choice, choices, language
from msgreview.importing.records import Record, Records, RejectedRecord
from msgreview.importing.translate import Names, translate
from msgreview.model.blake2 import blake2b
from msgreview.model.message import Message, Stamp, Variable
from msgreview.template.notations import ANY

VALID_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,199}")
"""What can be the id of a message; the same as the pattern of `MessageId`, which holds for a whole text here."""
_NO_ID = re.compile(r"[^A-Za-z0-9_.:/-]+")
# Names that Windows keeps for devices, and those that hold no messages in a catalogue.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)|(?:msgreview|policies|rubrics)$")
_HTML = re.compile(r"<(?:!doctype html|html|head|style|meta|body|p|div|br|table|ul|ol|h[1-6])\b[^<>]*>", re.IGNORECASE)
PRINTED_NAME = re.compile(r"\{\{-?\s*([^\W\d]\w*(?:\.\w+)*)\s*-?\}\}")
"""A tag that prints a name and nothing else."""
SEAL = "imported"
"""The name under `source` of what a message is known again by as it was imported."""
ASSUMED = frozenset(("service", "owner", "lang", "kind", "channel"))
"""Fields that an option may state for all messages, and that stay as they are in an import without it."""


class Imported(msgspec.Struct, frozen=True):
    """A record as a message, with what the user should know of it."""

    where: str
    message: Message
    old_id: str = ""
    """The id it had, where that is no id of ours."""
    has_tags: bool = False
    """Whether its text holds what looks like template code, written so that it is read as text."""
    left_out: tuple[str, ...] = ()
    """What of the record is in no field, and why, each as a sentence without its full stop."""
    format_guessed: bool = False
    """Whether it is HTML by the look of its text, and no column or option says so."""
    assumed: frozenset[str] = frozenset()
    """The fields of `ASSUMED` that neither the export nor an option states."""
    under: Callable[[Mapping[str, Variable]], Message] | None = None
    """The message with the names that some variables have for what the sending system writes."""

    def with_facts_of(self, other: Message) -> Message:
        """The message with the facts that options of an earlier import stated for `other`, and with the names that it has.

        Somebody may have found better names.
        """
        facts = {field: getattr(other, field) for field in self.assumed if getattr(other, field) != "mixed"}
        return msgspec.structs.replace(self._with_names_of(other), **facts)

    def _with_names_of(self, other: Message) -> Message:
        renamed = any(each.written and name not in self.message.variables for name, each in other.variables.items())
        if self.under is None or not renamed:
            return self.message
        return msgspec.structs.replace(self.under(other.variables), id=self.message.id)


def to_messages(records: Records, columns: Columns, *, as_text: bool = False) -> tuple[list[Imported], list[RejectedRecord]]:
    """The records with a text as messages, in order, and those that cannot be one, with the reason.

    Placeholders of the sending system become names of the template, or stay `as_text`.
    No record of an id that occurs twice is one, even where the other is rejected or has no text: which of them is the
    message that was imported under that id before cannot be told.
    """
    imported: list[Imported] = []
    rejected: list[RejectedRecord] = []
    rows: dict[str, list[str]] = {}
    every: tuple[Record | RejectedRecord, ...] = (*records.records, *records.rejected)
    for each in every:
        rows.setdefault(_raw_id(each.values, columns), []).append(each.where)
    ids = _ids(rows)
    for record in records.records:
        if not has_body(record, columns):
            continue
        raw = _raw_id(record.values, columns)
        reason = _problem(record, columns) or _id_problem(record.where, raw, rows[raw], columns)
        made = reason or _message(record, columns, raw, ids[raw], as_text=as_text)
        if isinstance(made, str):
            rejected.append(RejectedRecord(record.where, made))
        else:
            imported.append(made)
    return imported, rejected


def has_body(record: Record, columns: Columns) -> bool:
    """Whether the record holds a text at all, or something in its place that is none."""
    [body] = columns.fields["body"]
    return bool(record.values.get(body, "").strip()) or body in record.problems


def _raw_id(values: Mapping[str, str], columns: Columns) -> str:
    """The id as the record states it; its title or subject where no column holds ids."""
    if "id" in columns.fields:
        return ".".join(filter(None, (values.get(column, "") for column in columns.fields["id"])))
    return _text(values, columns, "title") or _text(values, columns, "subject")


def _ids(raw_ids: Iterable[str]) -> dict[str, str]:
    """Raw id → id: itself where it can be one, else one made of it, the same in every run."""
    made = {raw: raw if VALID_ID.fullmatch(raw) else made_id(raw) for raw in raw_ids if raw}
    often = Counter(made.values())
    return {raw: new if raw == new or often[new] == 1 else f"{new[:190]}-{text_hash(raw)[:6]}" for raw, new in made.items()}


def made_id(raw: str) -> str:
    """An id made of what another system has for one."""
    plain = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode("ascii")
    made = _NO_ID.sub("-", plain).strip("-.:/")
    return made[:190] if made and len(made) <= 190 else f"{made[:180]}-{text_hash(raw)[:6]}".lstrip("-")


def _problem(record: Record, columns: Columns) -> str:
    """Why the record cannot be read: a used cell that is no text, or one that no file can hold."""
    used = [column for field, each in columns.fields.items() if field != "reviewed" for column in each]
    for column in used:
        if column in record.problems:
            return f"'{column}' holds {record.problems[column]}; put the plain text there"
    broken = next((column for column in used if HALF_CHARACTER.search(record.values.get(column, ""))), None)
    return f"'{broken}' holds half a character, which no file can keep; export it again as UTF-8" if broken else ""


def _id_problem(where: str, raw: str, rows: Sequence[str], columns: Columns) -> str:
    if not raw:
        return "has no id; fill it in, or name the column of ids with --id"
    if len(rows) > 1:
        what = f"the id '{raw}'" if "id" in columns.fields else f"the title '{raw}', which stands for its id,"
        other = next(row for row in rows if row != where)
        more = f" and {len(rows) - 2} more" if len(rows) > 2 else ""
        return f"{what} is also in {other}{more}; give each its own, or make ids of several columns with --id COLUMN,COLUMN"
    return ""


def _message(record: Record, columns: Columns, raw: str, new: str, *, as_text: bool) -> Imported | str:
    """A record as a message; in words, why it cannot be one."""
    facts: dict[str, Any] = {"id": new}
    for field in (*columns.fields, *columns.constants):
        value = _text(record.values, columns, field)
        if not value or field in ("id", "subject", "body", "reviewed"):
            continue
        meant = _meaning(field, value)
        if meant is None:
            allowed = ", ".join(choices(field))
            return f"'{value}' in '{columns.fields[field][0]}' cannot be read as a {field}; write one of {allowed}"
        facts[field] = meant
    facts["review"], left_out = _review(record, columns)
    stated = facts.pop("lang", "")
    if tag := language(stated):
        facts["lang"] = tag
    elif tag is None:
        left_out += (f"the language is left out: '{stated}' is none, such as en or pt-BR",)
    format_guessed = "format" not in facts and looks_like_html(_text(record.values, columns, "body"))
    facts |= {"format": "html"} if format_guessed else {}
    names = Names()
    subject, body = (
        translate(_text(record.values, columns, field), () if as_text else ANY, names) for field in ("subject", "body")
    )
    facts |= {"subject": subject.template, "body": body.template, "variables": names.variables}
    source = {column: record.values[column] for column in columns.copied if column in record.values}
    old_id = raw if "id" in columns.fields and raw != new else ""
    message = Message(**facts, source={"id": old_id, **source} if old_id else source)
    has_tags = subject.has_tags or body.has_tags
    assumed = ASSUMED - columns.fields.keys() - (columns.constants.keys() - set(columns.guessed))
    return Imported(record.where, message, old_id, has_tags, left_out, format_guessed, assumed)


def _review(record: Record, columns: Columns) -> tuple[Stamp | None, tuple[str, ...]]:
    """The date of the last review, and why it is left out. 01/05/2024 is no date: it may be in January or in May."""
    if "reviewed" not in columns.fields:
        return None, ()
    [column] = columns.fields["reviewed"]
    value = record.values.get(column, "").strip()
    why = record.problems.get(column, "")
    stamp = None
    try:
        stamp = Stamp(last=date.fromisoformat(value[:10])) if value else None
    except ValueError:
        why = f"'{HALF_CHARACTER.sub('?', value)}', which cannot be read as a date such as 2026-03-14"
    return stamp, (f"the date of the review is left out: it is {why}",) if why else ()


def _text(values: Mapping[str, str], columns: Columns, field: str) -> str:
    constant = columns.constants.get(field, "")
    if field not in columns.fields:
        return constant
    return values.get(columns.fields[field][0], "") or constant


def _meaning(field: str, value: str) -> Any:
    """What a cell says as the value of a field; None where it says nothing that the field can hold."""
    if choices(field):
        return choice(field, value)
    if field == "tags":
        return tuple(tag.strip() for tag in re.split(r"[,;|\n]", value) if tag.strip())
    return value


def sealed(message: Message) -> str:
    """The text of the new file. Its last line holds two digests: of all lines before it, and of the words."""
    unsealed = as_yaml(msgspec.structs.replace(message, source={**message.source, SEAL: "x"})).removesuffix(f"  {SEAL}: x\n")
    return unsealed + f"  {SEAL}: {scalar(_seal(unsealed, message))}\n"


def _seal(text: str, message: Message) -> str:
    return f"{text_hash(text)}-{text_hash(_words(message))}"


def is_as_imported(text: str) -> bool:
    """Whether a file is, to the letter, what `sealed` made; line ends may have been changed by git."""
    start = text.removesuffix("\n").rfind("\n") + 1
    return re.fullmatch(rf'  {SEAL}: "?{text_hash(text[:start])}(-[0-9a-f]+)?"?\n', text[start:]) is not None


def has_words_as_imported(message: Message) -> bool:
    """Whether the words of a message are those that an import wrote, whatever else of it was edited."""
    return message.source.get(SEAL, "").rpartition("-")[2] == text_hash(_words(message))


def words_are_as_imported(old: Message, new: Message) -> bool:
    """Whether `new` has the words that were last imported into `old`, so that all edits to it were made here."""
    return old.source.get(SEAL, "").rpartition("-")[2] == text_hash(_words(new))


def with_words_of(old: Message, new: Message) -> Message:
    """The message `old` with the words of `new`, the names in them declared, and a seal that says so."""
    variables = new.variables | old.variables
    parts = tuple(msgspec.structs.replace(part, text=new.body) for part in old.parts) if len(old.parts) == 1 else ()
    body = "" if parts else new.body
    words = msgspec.structs.replace(old, subject=new.subject, body=body, parts=parts, variables=variables)
    return msgspec.structs.replace(words, source={**old.source, SEAL: _seal("", words)})


def _words(message: Message) -> str:
    """The texts of a message, each name in them as the sending system writes it: another name is no other word."""
    written = {name: each.written for name, each in message.variables.items() if each.written}
    parts = [str(part.use or part.text or part.write) for part in message.parts]
    as_part = message.kind == "mixed" and message.body  # Earlier imports wrote it as the only part of a mixed message.
    texts = (message.subject, "", message.body) if as_part else (message.subject, message.body, *parts)
    return PRINTED_NAME.sub(lambda match: written.get(match[1], match[0]), "\0".join(texts))


def text_hash(text: str) -> str:
    """Twelve hexadecimal digits that stand for a text: in seals, and to tell names apart."""
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=6).hexdigest()


def file_path(message_id: str) -> PurePosixPath:
    """Where the file of a new message goes: a folder from the first word of the id, a file from the rest.

    Lower case, without characters or names that a file system of any kind refuses, and never outside the folder.
    """
    folder, _, rest = re.sub(r"[/:]", ".", message_id.lower()).partition(".")
    name = re.sub(r"\.{2,}", ".", rest).strip(".-")
    if not name:
        return PurePosixPath(_safe(folder, 100) + ".yaml")
    return PurePosixPath(_safe(folder, 60), _safe(name, 100) + ".yaml")


def looks_like_html(text: str) -> bool:
    """Whether a text has tags that only an HTML page has."""
    return _HTML.search(text) is not None


def apart(path: PurePosixPath, message_id: str) -> PurePosixPath:
    """`path` with a piece of the id's digest in its name, for an id whose own path is taken."""
    return path.with_name(f"{path.stem}-{text_hash(message_id)[:6]}.yaml")


def _safe(name: str, longest: int) -> str:
    name = f"_{name}" if _RESERVED.match(name) else name
    return name if len(name) <= longest else f"{name[: longest - 7].rstrip('.')}-{text_hash(name)[:6]}"
