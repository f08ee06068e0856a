"""Renders a message for each row of a table, and says what a row lacks."""

from collections.abc import Iterable, Iterator, Mapping
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
from msgreview.model.message import Entry, Variable
from msgreview.report.mail_merge.columns import matched, nested, parts_of, typed
from msgreview.template.sandbox import shared_sandbox
from msgreview.template.variant_set import CLOCK, UsedName, VariantSet
from msgreview.template.variants import render_variants

_OF_PATHS = frozenset(("template.too-many-paths", "template.unreachable"))


class Lack(NamedTuple):
    """A value that a row has not; `column` is where it belongs, "" where the table has no such column."""

    name: str
    column: str

    @property
    def remedy(self) -> str:
        """What to do."""
        return f"fill in its '{self.column}'" if self.column else f"add a column '{self.name}'"


class _Asked(NamedTuple):
    """The names that templates ask about, as in `if fine`, and those of them that are compared, as in `if days > 7`."""

    tested: frozenset[str]
    compared: frozenset[str]


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
    asked = _asked(names, entry, lookup)
    needed = [each.name for each in names if _root(each.name) not in (*settings.config.variables, "policy", *CLOCK)]
    table = _Table(records.columns, needed, asked, _variables(entry, names, lookup))
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

    def __init__(self, columns: tuple[str, ...], needed: list[str], asked: _Asked, variables: Mapping[str, Variable]) -> None:
        self.column = matched(needed, columns)
        self._parts = {name: parts for name in needed if (parts := parts_of(name, columns))}
        self._asked = asked
        self._variables = variables
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
    problem = "; ".join(f"'{column}' holds {why}" for column, why in record.problems.items() if column not in table.unused)
    if variant is None:
        problem = problem or table.misfit(record)
        return MergedRow(record.where, record.values, None, (), problem)
    texts = [text for text in (variant.subject, variant.body) if text]
    invented = dict.fromkeys(table.undecided(record)) | dict.fromkeys(name for text in texts for name in _invented(text, names))
    lacks = tuple(Lack(name, table.place_of(name)) for name in invented if name)
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


def _asked(names: tuple[UsedName, ...], entry: Entry, lookup: Lookup) -> _Asked:
    """What the templates of a message ask about."""
    tests: list[nodes.Node] = []
    for id_, field in {each.origin for each in names}:
        of = entry if id_ == entry.message.id else lookup(id_)
        scalar = of.texts.get(field) if of else None
        try:
            tree = shared_sandbox(autoescape=False).parse(scalar.value if scalar else "")
        except jinja2.TemplateError:
            continue
        tests += [*(each.test for each in tree.find_all(nodes.If)), *(each.test for each in tree.find_all(nodes.CondExpr))]
    compares = (each for test in tests for each in (test, *test.find_all(nodes.Compare)) if isinstance(each, nodes.Compare))
    return _Asked(_paths(tests), _paths(compares))


def _paths(expressions: Iterable[nodes.Node]) -> frozenset[str]:
    """The dotted names in some expressions."""
    paths: set[str] = set()
    for each in (one for node in expressions for one in (node, *node.find_all((nodes.Name, nodes.Getattr)))):
        steps: list[str] = []
        here: nodes.Node = each
        while isinstance(here, nodes.Getattr):
            steps.append(here.attr)
            here = here.node
        if isinstance(here, nodes.Name):
            paths.add(".".join((here.name, *reversed(steps))))
    return frozenset(paths)


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


def _root(name: str) -> str:
    return name.partition(".")[0]
