"""The names in a file: of messages, variables, policies and rules, each with where it stands."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.scalar_spans import file_span, scalar_at
from msgreview.catalogue.votes import NAME as VOTES
from msgreview.catalogue.yaml_tree import Constructor, FileError, compose
from msgreview.lsp.project import Project
from msgreview.model.document import Origin
from msgreview.model.message import Entry
from msgreview.model.span import Source, Span
from msgreview.template.template import BrokenTemplateError, Template, parse_template

NameKind = Literal["message", "variable", "policy", "rule"]
_POLICY = "policy."


class Name(NamedTuple):
    """A name where it stands. `span` are its characters in the file, which read `name`, or its last part where it is `short`."""

    kind: NameKind
    name: str
    span: Span
    message: str = ""
    """Id of the message that it stands in; "" for what several messages of a file share."""
    defines: bool = False
    """Whether this is where the thing itself is, and not a mention of it."""
    short: bool = False
    field: str = ""

    def is_of(self, other: "Name") -> bool:
        """Whether this is the same name as another, or one below it, written out: `patron.name` is below `patron`."""
        below = not self.short and self.kind in ("variable", "policy") and self.name.startswith(f"{other.name}.")
        return self.kind == other.kind and (self.name == other.name or below)

    def spelled(self, name: str) -> str:
        """What stands here if it is called `name`."""
        if self.kind == "policy" and self.field in ("subject", "body", "text"):
            return _POLICY + name
        return name.rpartition(".")[2] if self.short else name


def names_in(source: Source, kind: str, project: Project, loaded: LoadedFile | None = None) -> list[Name]:
    """Every name in a file of this kind, in the order of the text, each place once."""
    names: Iterable[Name]
    if loaded is not None:
        names = _in_messages(loaded, project)
    elif kind in ("settings", "policies", "rubric", "plan"):
        names = _in_tree(source, kind, project)
    elif kind == "votes":
        names = _in_votes(source)
    else:
        names = ()
    unique = {(each.span, each.kind): each for each in reversed([*names])}
    return sorted(unique.values(), key=lambda each: each.span)


def name_at(names: Iterable[Name], offset: int) -> Name | None:
    """The innermost name that an offset is in, or at the end of."""
    at = [each for each in names if each.span.start <= offset <= each.span.end]
    return min(at, key=lambda each: each.span.end - each.span.start, default=None)


def name_of_line(names: Iterable[Name], line: Span) -> Name | None:
    """The name in a line, where there is one alone: who asks at `id:` means what stands behind it."""
    there = [each for each in names if line.start <= each.span.start <= line.end]
    return there[0] if len(there) == 1 else None


def _in_messages(loaded: LoadedFile, project: Project) -> Iterator[Name]:
    for entry in loaded.entries:
        yield from _in_fields(entry)
        yield from _in_texts(entry, project)
        yield from _in_values(entry)
    for ignore in loaded.ignores:
        at = loaded.source.text.find(ignore.rule, ignore.start, ignore.end) if ignore.rule else -1
        if at >= 0:
            yield Name("rule", ignore.rule, Span(at, at + len(ignore.rule)))


def _in_fields(entry: Entry) -> Iterator[Name]:
    message = entry.message
    yield from _value(entry, "message", "id", message.id, defines=True)
    yield from _value(entry, "message", "twin_of", message.twin_of)
    for number, part in enumerate(message.parts):
        yield from _value(entry, "message", f"parts.{number}.use", part.use or "")
    for number, id_ in enumerate(message.supersedes):
        yield from _value(entry, "message", f"supersedes.{number}", id_)
    for number, policy in enumerate(message.policies):
        yield from _value(entry, "policy", f"policies.{number}", policy)
    for number, waiver in enumerate(message.waivers):
        yield from _value(entry, "rule", f"waivers.{number}.rule", waiver.rule)


def _value(entry: Entry, kind: NameKind, field: str, name: str, *, defines: bool = False) -> Iterator[Name]:
    at = entry.spans.get(field)
    if name and at:
        span = file_span(entry.source, scalar_at(entry.source, at, name), 0, len(name))
        yield Name(kind, name, span, _owner(entry, span), defines, field=field)


def _owner(entry: Entry, span: Span) -> str:
    """The id of the message, where it does not share with others what stands at the span."""
    whole = entry.spans[""]
    return entry.message.id if whole.start <= span.start <= whole.end else ""


def _in_texts(entry: Entry, project: Project) -> Iterator[Name]:
    for field, scalar in entry.texts.items():
        template = template_of(entry, field, project)
        for reference in template.references if template else ():
            span = file_span(entry.source, scalar, reference.start, reference.end)
            yield Name("message", reference.name, _unquoted(entry.source, span), _owner(entry, span), field=field)
        for use in template.uses if template else ():
            span = file_span(entry.source, scalar, use.start, use.end)
            kind, name = ("policy", use.name.removeprefix(_POLICY)) if use.name.startswith(_POLICY) else ("variable", use.name)
            yield Name(kind, name, span, _owner(entry, span), field=field.rpartition(".")[2])  # type: ignore[arg-type]


def _unquoted(source: Source, span: Span) -> Span:
    quoted = source.text[span.start : span.start + 1] in ("'", '"')
    return Span(span.start + 1, span.end - 1) if quoted else span


def template_of(entry: Entry, field: str, project: Project) -> Template | None:
    """The template of one of a message's texts; None where it cannot be parsed, or there is no code in it."""
    text = entry.texts[field].value
    if "{" not in text or project.settings is None:
        return None
    try:
        return parse_template(Origin(entry.message.id, field), text, project.settings.config.filters, autoescape=False)
    except BrokenTemplateError:
        return None


def _in_values(entry: Entry) -> Iterator[Name]:
    """The names that samples give a value, and those that are described."""
    for path, at in entry.spans.items():
        group, _, below = path.partition(".")
        key = Span(at.key_start, at.key_end)
        if group == "variables" and below in entry.message.variables:
            yield Name("variable", below, key, _owner(entry, key), defines=True, field=path)
        elif group == "samples":
            sample = next((name for name in entry.message.samples if below.startswith(f"{name}.")), None)
            name = below[len(sample) + 1 :] if sample is not None else ""
            if name and not any(part.isdigit() for part in name.split(".")):
                yield Name("variable", name, key, _owner(entry, key), True, "." in name, path)


def _in_tree(source: Source, kind: str, project: Project) -> Iterator[Name]:
    try:
        tree = Constructor(source).construct(next(compose(source)))
    except (FileError, StopIteration):
        return
    for path, at in tree.spans.items():
        key = Span(at.key_start, at.key_end)
        top, _, below = path.partition(".")
        match kind:
            case "settings" if top == "levels" and below:
                yield Name("rule", below, key)
            case "settings" if top == "variables" and below and not below.rpartition(".")[2].isdigit():
                yield Name("variable", below, key, defines=True, short="." in below)
            case "policies" if project.settings and any(each.name == path for each in project.settings.policies):
                yield Name("policy", path, key, defines=True, short="." in path)
            case "plan" if below and "." not in path[: len(top)]:
                yield Name("message", below, key)
            case "rubric" if top == "rules" and below and "." not in below:
                yield Name("rule", f"{source.path.rpartition('/')[2].rpartition('.')[0]}.{below}", key, defines=True, short=True)
            case "rubric" if ".yields_to." in path:
                yield Name("rule", source.text[at.start : at.end], Span(at.start, at.end))


def _in_votes(source: Source) -> Iterator[Name]:
    for number in range(1, len(source.starts) + 1):
        start, end = source.line_span(number)
        row = Source.of(VOTES, source.text[start:end])
        try:
            tree = Constructor(row).construct(next(compose(row)))
        except (FileError, StopIteration):
            continue
        for key, kind in (("message", "message"), ("rule", "rule")):
            at = tree.spans.get(f"0.{key}")
            name = tree.value[0].get(key) if isinstance(tree.value, list) and isinstance(tree.value[0], dict) else None
            if at and isinstance(name, str):
                span = file_span(row, scalar_at(row, at, name), 0, len(name))
                yield Name(kind, name, Span(span.start + start, span.end + start))  # type: ignore[arg-type]
