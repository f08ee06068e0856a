"""Renders a message for each row of a table, and says what a row lacks."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import jinja2
import msgspec
from jinja2 import nodes

from msgreview.catalogue.locate import Lookup
from msgreview.importing.records import Record, Records
from msgreview.model.config import Settings
from msgreview.model.document import Rendered, Variant
from msgreview.model.errors import UsageError
from msgreview.model.finding import Problem
from msgreview.model.message import Entry, Message, Variable
from msgreview.model.phrases import series
from msgreview.report.mail_merge.columns import matched, nested, parts_of, typed
from msgreview.report.mail_merge.kinds import Expectations, misfit
from msgreview.report.mail_merge.questions import Questions, questions
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.variant_set import CLOCK, UsedName, VariantSet
from msgreview.template.variants import render_variants

_OF_PATHS = frozenset(("template.too-many-paths", "template.unreachable"))


class Lack(NamedTuple):
    """A value that a row has not; `column` is where it belongs, "" where the table has no such column."""

    name: str
    column: str
    parts: tuple[str, ...] = ()
    """Of a list: the columns that would give its first item."""

    @property
    def remedy(self) -> str:
        """What to do."""
        if self.column:
            return f"fill in its '{self.column}'"
        if not self.parts:
            return f"add a column '{self.name}'"
        what = "columns" if len(self.parts) > 1 else "a column"
        return f"add {what} {series(map(repr, self.parts))}, and '{self.parts[0].replace('.0', '.1', 1)}' and so on for more"


class MergedRow(msgspec.Struct, frozen=True, eq=False):
    """A row with the message that it makes; `where` is its place in words: "row 4"."""

    where: str
    values: dict[str, str]
    variant: Variant | None
    """None where the template cannot be rendered with these values."""
    lacks: tuple[Lack, ...]
    problem: str = ""
    """Why it is no row that can be used."""

    @property
    def is_complete(self) -> bool:
        """Whether the message can go out."""
        return self.variant is not None and not self.lacks and not self.problem


class Merge(msgspec.Struct, frozen=True, eq=False):
    """All rows of a table, in order."""

    entry: Entry
    columns: tuple[str, ...]
    unused: tuple[str, ...]
    """Columns that the message has no use for."""
    rows: tuple[MergedRow, ...]


def merge_rows(entry: Entry, lookup: Lookup, settings: Settings, records: Records) -> Merge:
    """The message for each row. A value that the catalogue's settings state needs no column. UsageError for no row at all."""
    if not records.records and not records.rejected:
        raise UsageError("the table has names of columns and no row below them. Add a row for each person.")
    bare_entry, bare_lookup = _without_examples(entry), _bare(lookup)
    names = render_variants(bare_entry, bare_lookup, settings, limit=1).names
    asked = questions(_trees(names, entry, lookup))
    needed = [each.name for each in names if each.name.partition(".")[0] not in (*settings.config.variables, "policy", *CLOCK)]
    table = _Table(records.columns, needed, asked, _variables(entry, names, lookup), entry.message)
    renderer = _Renderer(bare_entry, bare_lookup, settings)
    variants = renderer.variants({record.where: table.sample(record) for record in records.records})
    rows = [_merged(record, variants.get(record.where), names, table) for record in records.records]
    rows += [MergedRow(each.where, each.values, None, (), each.reason) for each in records.rejected]
    return Merge(entry, records.columns, table.unused, tuple(rows))


class _Renderer:
    """Renders a message with many sets of values. One that does not fit the template changes none of the others."""

    def __init__(self, entry: Entry, lookup: Lookup, settings: Settings) -> None:
        self._entry = entry
        self._lookup = lookup
        self._settings = settings
        self._usual = _failures(self._rendered({}))

    def variants(self, samples: dict[str, dict[str, Any]]) -> dict[str, Variant]:
        """Name of a set of values → its variant, for those that fit.

        What fails while a template is rendered is left out from then on: where anything does, each half is rendered anew.
        """
        if not samples:
            return {}
        rendered = self._rendered(samples)
        if _failures(rendered) <= self._usual:
            return {variant.name: variant for variant in rendered.variants if variant.name in samples and not variant.when}
        names = list(samples)
        half = len(names) // 2
        parts = [names[:half], names[half:]] if half else []
        return {name: each for part in parts for name, each in self.variants({name: samples[name] for name in part}).items()}

    def _rendered(self, samples: dict[str, dict[str, Any]]) -> VariantSet:
        """The variants of some samples, behind one that fits whatever the template asks."""
        message = msgspec.structs.replace(self._entry.message, samples={"": {}} | samples)
        entry = msgspec.structs.replace(self._entry, message=message)
        return render_variants(entry, self._lookup, self._settings, limit=len(samples) + 1)


def _failures(rendered: VariantSet) -> frozenset[Problem]:
    """What failed; which paths were followed is no failure."""
    return frozenset(each for each in rendered.problems if each.rule not in _OF_PATHS)


class _Table:
    """The columns of a table, and what they mean to a message."""

    def __init__(
        self, columns: tuple[str, ...], needed: list[str], asked: Questions, variables: Mapping[str, Variable], message: Message
    ) -> None:
        self.column = matched([name for name in needed if not any(asked.parts.get(name, ()))], columns)
        self._parts = {name: parts for name in needed if (parts := parts_of(name, columns))}
        self._asked = asked
        self._variables = variables
        inner = ((f"{name}.{path}", column) for name, parts in self._parts.items() for path, column in parts.items())
        self._cells = sorted((*self.column.items(), *inner), key=lambda cell: columns.index(cell[1]))
        self._expectations = Expectations(message, variables, asked.choices)
        used = {*self.column.values(), *(column for parts in self._parts.values() for column in parts.values())}
        self.unused = tuple(column for column in columns if column not in used)

    def place_of(self, name: str) -> str:
        """The column that gives a variable, or a part of it; "" where there is none."""
        return self.column.get(name) or next(iter(self._parts.get(name, {}).values()), "")

    def undecided(self, record: Record) -> list[str]:
        """The names that the template compares with something, and that the row leaves empty."""
        compared = ((name, column) for name, column in self.column.items() if name in self._asked.compared)
        return [name for name, column in compared if not record.values.get(column, "").strip()]

    def misfit(self, record: Record) -> str:
        """Why the template can make nothing of a row, as far as it can be told."""
        asked = [column for name, column in self.column.items() if name in (self._asked.compared or self._asked.tested)]
        said = [f"'{column}' ({record.values.get(column, '').strip() or 'empty'})" for column in asked]
        return f"the template cannot decide what to say: look at its {' and '.join(said) or 'values'}"

    def misfits(self, record: Record) -> list[str]:
        """What is wrong with the cells of a row, in words."""
        filled = ((name, column, record.values.get(column, "").strip()) for name, column in self._cells)
        checked = ((column, text, self._expectations.expected(name, text)) for name, column, text in filled if text)
        return [misfit(column, text, expected) for column, text, expected in checked if expected]

    def lists_without(self, record: Record) -> Iterator[Lack]:
        """The lists that a row gives no item of, and the parts of items that it leaves empty."""
        for name, wanted in self._asked.parts.items():
            parts = self._parts.get(name, {})
            if name in self.column or (not parts and not any(wanted)):
                continue
            given = sorted({path.partition(".")[0] for path, column in parts.items() if record.values.get(column, "").strip()})
            columns = tuple(f"{name}.0.{part}" if part else f"{name}.0" for part in wanted)
            if not parts:
                yield Lack(name, "", columns)
                continue
            for path in (f"{number}.{part}" for number in given for part in wanted if part):
                column = parts.get(path, "")
                if not record.values.get(column, "").strip():
                    yield Lack(f"{name}.{path}", column)

    def sample(self, record: Record) -> dict[str, Any]:
        """The values of a row; an empty cell is nothing where the template asks whether there is anything."""
        values: dict[str, Any] = {}
        for name, column in self.column.items():
            text = record.values.get(column, "")
            if text.strip():
                values[name] = typed(text, name, self._variables.get(name))
            elif name in self._asked.tested and name not in self._asked.compared:
                values[name] = ""
        for name, parts in self._parts.items():
            for path, column in parts.items():
                if text := record.values.get(column, "").strip():
                    values[f"{name}.{path}"] = typed(text, path, None)
        return nested(values)


def _merged(record: Record, variant: Variant | None, names: tuple[UsedName, ...], table: _Table) -> MergedRow:
    problems = [f"'{column}' holds {why}" for column, why in record.problems.items() if column not in table.unused]
    problem = "; ".join((*problems, *table.misfits(record)))
    if variant is None:
        problem = problem or table.misfit(record)
        return MergedRow(record.where, record.values, None, (), problem)
    if variant.subject and len(variant.subject.text.splitlines()) > 1:
        cells = [repr(column) for column in table.column.values() if len(record.values.get(column, "").splitlines()) > 1]
        problem = problem or f"its subject has a line break: write {' and '.join(cells) or 'it'} on one line"
    texts = [text for text in (variant.subject, variant.body) if text]
    invented = dict.fromkeys(table.undecided(record)) | dict.fromkeys(name for text in texts for name in _invented(text, names))
    lacks = tuple(Lack(name, table.place_of(name)) for name in invented if name)
    if "" in invented:
        lacks += tuple(table.lists_without(record))
    if invented and not lacks:
        problem = problem or "some of its words are made up: look at it with --html"
    return MergedRow(record.where, record.values, variant, lacks, problem)


def _invented(text: Rendered, names: tuple[UsedName, ...]) -> Iterator[str]:
    """The names of values that are made up in a text, "" for what has none: a part of something, in a loop or a macro."""
    for segment in text.map.segments:
        if segment.invented and segment.length:
            origin = text.map.origins[segment.origin]
            here = [one for one in names if one.origin == origin and segment.start <= one.start and one.end <= segment.end]
            yield from [one.name for one in here] or [""]


def _trees(names: tuple[UsedName, ...], entry: Entry, lookup: Lookup) -> Iterator[nodes.Template]:
    """The templates of a message, those that it uses with them."""
    for id_, field in {each.origin for each in names}:
        of = entry if id_ == entry.message.id else lookup(id_)
        scalar = of.texts.get(field) if of else None
        with suppress(jinja2.TemplateError):
            yield shared_sandbox(autoescape=False).parse(scalar.value if scalar else "")


def _variables(entry: Entry, names: tuple[UsedName, ...], lookup: Lookup) -> dict[str, Variable]:
    """What is declared by the messages that have a part in it, its own facts last."""
    variables: dict[str, Variable] = {}
    for id_ in {each.origin.message for each in names}:
        used = lookup(id_)
        variables |= used.message.variables if used else {}
    return variables | entry.message.variables


def _bare(lookup: Lookup) -> Lookup:
    def bare(id_: str) -> Entry | None:
        entry = lookup(id_)
        return _without_examples(entry) if entry else None

    return bare


def _without_examples(entry: Entry) -> Entry:
    """The entry whose variables stand for nothing by themselves: what no row gives is made up, and seen to be."""
    bare = {
        name: msgspec.structs.replace(each, example=None, typical=None, min=None, max=None)
        for name, each in entry.message.variables.items()
    }
    return msgspec.structs.replace(entry, message=msgspec.structs.replace(entry.message, variables=bare, samples={}))
