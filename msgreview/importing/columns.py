"""Which column of a file of records is which field of a message, by an option or by its name."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from msgreview.catalogue.validate import did_you_mean
from msgreview.catalogue.yaml_tree import load_table
from msgreview.importing.records import Records
from msgreview.model.errors import UsageError
from msgreview.model.message import LANGUAGE

_TABLES = load_table(Path(__file__).with_name("columns.yaml"))
_CHOICES: dict[str, dict[str, str]] = _TABLES["choices"]
_WORDS = {field: {word: choice for choice, words in table.items() for word in words.split()} for field, table in _CHOICES.items()}
_LANGUAGES = {word: tag for tag, words in _TABLES["languages"].items() for word in words.split()}

CONSTANTS = {"kind": "scripted", "channel": "email"}
"""What a message is taken to be where neither a column nor an option says so."""

HALF_CHARACTER = re.compile("[\ud800-\udfff]")

# Not copied to `source:`: names of people; what is counted, which differs in every export; and the import's own keys.
_NOT_COPIED = re.compile(
    r"(\w+_)?(by|author|creator|editor|user|user_?name|who|person|staff|e?mail|phone)"
    r"|(\w+_)?(usage|uses|used|count|views|hits)|(last_)?used(_\w+)?|usage_\w+|imported|id"
)
_TEXT = 4
"""Words that the texts of a column have on average, where its name does not tell that it holds the messages."""
_KEY = 60
"""Characters of what may be an id."""
_COPIED_NAME = re.compile("[^\r\n\ud800-\udfff]{1,100}")
_COPIED_VALUE = re.compile("[^\r\n\ud800-\udfff]{0,500}")


class Columns(msgspec.Struct, frozen=True):
    """Where each field comes from. The id may be made of several columns."""

    fields: dict[str, tuple[str, ...]]
    """Field → its columns."""
    constants: dict[str, str]
    """Field → its value in every message that has none of its own."""
    copied: tuple[str, ...]
    """Columns that go to `source:`."""
    left_out: tuple[str, ...]
    guessed: tuple[str, ...] = ()
    """Fields whose constant no option states."""
    by_content: tuple[str, ...] = ()
    """Fields whose column was taken for what it holds, and not for its name."""


def choice(field: str, value: str) -> str | None:
    """What `value` means as a kind, channel, format or status ("E-mail" is `email`); None where it means none."""
    return _WORDS[field].get(re.sub(r"[\W_]", "", value.casefold()))


def language(value: str) -> str | None:
    """The tag of a language that an export names; "" where it names none or its own default, None where it is no language."""
    word = value.strip().casefold()
    if word in ("", "default"):
        return ""
    return _LANGUAGES.get(word) or (value.strip() if re.fullmatch(LANGUAGE, value.strip()) else None)


def language_name(tag: str) -> str:
    """What a language is called in English: `German`."""
    return str(_TABLES["languages"][tag]).partition(" ")[0].title()


def choices(field: str) -> tuple[str, ...]:
    """The values a kind, channel, format or status may have; empty for other fields."""
    return tuple(_CHOICES.get(field, ()))


def choose_columns(records: Records, options: Mapping[str, str]) -> Columns:
    """The columns for each field. `options` gives a field's column, or the value it has in every message.

    Raises UsageError where the column of an option does not exist, or none holds the texts.
    """
    fields: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    for field, wanted in options.items():
        columns = _stated(field, wanted, records)
        if columns:
            fields[field] = columns
        else:
            constants[field] = choice(field, wanted) or wanted if choices(field) else wanted
    # A column that is only a piece of the id says something of its own too.
    _guess(records, fields, constants, {columns[0] for columns in fields.values() if len(columns) == 1})
    by_content = _guess_by_content(records, fields, constants)
    taken = {column for columns in fields.values() for column in columns}
    if "body" not in fields:
        listed = ", ".join(records.columns)
        more = " If these are no names of columns, say which row has them: --header-row." if records.in_rows else ""
        raise UsageError(f"No column looks like the text of the messages. Name it with --body: {listed}.{more}")
    missing = tuple(field for field in CONSTANTS if field not in fields and field not in constants)
    rest = [column for column in records.columns if column not in taken]
    copied = tuple(column for column in rest if _is_copied(column, records))
    left_out = tuple(column for column in rest if column not in copied)
    return Columns(fields, {**CONSTANTS, **constants}, copied, left_out, missing, by_content)


def _is_copied(column: str, records: Records) -> bool:
    """Whether every value of a column is a short text on one line that `source:` may hold."""
    if _NOT_COPIED.fullmatch(_plain(column)) or not _COPIED_NAME.fullmatch(column):
        return False
    return all(
        _COPIED_VALUE.fullmatch(record.values.get(column, "")) and column not in record.problems for record in records.records
    )


def _stated(field: str, wanted: str, records: Records) -> tuple[str, ...]:
    """The columns meant by an option; none where it is a value that the field can have."""
    columns = records.columns
    alike = wanted if wanted in columns else next((column for column in columns if _plain(column) == _plain(wanted)), "")
    if alike and not (choices(field) and choice(field, wanted) and not _fits(field, alike, records)):
        return (alike,)
    if field == "id" and "," in wanted:
        return tuple(column for each in wanted.split(",") for column in _stated("id", each.strip(), records))
    if field in ("service", "owner") or (choices(field) and choice(field, wanted)):
        return ()
    if field == "lang" and re.match(LANGUAGE, wanted):
        return ()
    values = f", nor one of {', '.join(choices(field))}" if choices(field) else ""
    values = ", nor a language such as en or pt-BR" if field == "lang" else values
    meant = did_you_mean(wanted, columns)
    listed = f"The columns are: {', '.join(columns)}."
    raise UsageError(f"--{field} {wanted}: there is no such column{values}. {f'{meant} ' if meant else ''}{listed}")


def _guess(records: Records, fields: dict[str, tuple[str, ...]], constants: Mapping[str, str], taken: set[str]) -> None:
    """Adds to `fields` the columns, not yet `taken`, whose names are aliases of a field that has none yet."""
    plain = {_plain(column): column for column in reversed(records.columns)}
    inner = {_plain(column.rpartition(".")[2]): column for column in reversed(records.columns)} | plain
    aliases: dict[str, str] = _TABLES["aliases"]
    if {"name", "title"} <= plain.keys() and "subject" not in plain:
        # Koha's letters: `name` is what staff call it, `title` is the subject line.
        aliases = {**aliases, "title": "name", "subject": "title"}
    for field, names in aliases.items():
        if field in fields or field in constants:
            continue
        for name in names.split():
            column = (inner if field == "body" else plain).get(name)
            if column and column not in taken and _fits(field, column, records):
                fields[field] = (column,)
                taken.add(column)
                break


def _guess_by_content(records: Records, fields: dict[str, tuple[str, ...]], constants: Mapping[str, str]) -> tuple[str, ...]:
    """Adds the column that holds texts where no name tells, and one that holds a word of its own for each; returns which."""
    guessed: list[str] = []
    taken = {column for columns in fields.values() for column in columns}
    free = [column for column in records.columns if column not in taken]
    values = {column: [record.values.get(column, "") for record in records.records] for column in free}
    if "body" not in fields:
        lengths = sorted(((_words_in(values[column]), column) for column in free), reverse=True)
        if lengths and lengths[0][0] >= _TEXT and all(other <= lengths[0][0] / 2 for other, _ in lengths[1:]):
            fields["body"] = (lengths[0][1],)
            guessed.append("body")
    if "id" not in fields and "id" not in constants and "title" not in fields and "subject" not in fields:
        column = next((each for each in free if (each,) != fields.get("body") and _is_key(values[each])), "")
        fields |= {"id": (column,)} if column else {}
        guessed += ["id"] if column else []
    return tuple(guessed)


def _words_in(values: Sequence[str]) -> float:
    """How many words the values of a column have on average, those that have any."""
    counts = [len(value.split()) for value in values if value.strip()]
    return sum(counts) / len(counts) if counts else 0


def _is_key(values: Sequence[str]) -> bool:
    """Whether each value of a column is there once, and is short."""
    return bool(values) and all(0 < len(value) <= _KEY for value in values) and len(set(values)) == len(values)


def _fits(field: str, column: str, records: Records) -> bool:
    """Whether most of a guessed column's values can be what the field holds."""
    if not choices(field):
        return True
    values = [record.values[column] for record in records.records if record.values.get(column, "").strip()]
    return bool(values) and 2 * sum(choice(field, value) is not None for value in values) > len(values)


def _plain(column: str) -> str:
    return re.sub(r"\W+", "_", column.casefold()).strip("_")
