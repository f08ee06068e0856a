"""What may be written at a place: keys and values, ids, variables, policies, rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from lsprotocol import types

from msgreview.lsp.documents import Document
from msgreview.lsp.keys import Key, is_list, keys_at, values_at
from msgreview.lsp.names import names_in
from msgreview.lsp.place import Place, keys_below, place_at
from msgreview.lsp.project import Project
from msgreview.model.finding import COLOUR
from msgreview.model.message import Message
from msgreview.report.rule import unfilled
from msgreview.rubric.kinds import KINDS
from msgreview.template.template import available_names

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "include", "set", "macro", "endmacro", "from", "import", "extends")
_STRING = re.compile(r"""\{%[-+]?\s*(?:include|extends|import|from)\b[^'"]*['"](?P<id>[^'"]*)$""")
_FILTER = re.compile(r"\|\s*\w*$")
_TAG = re.compile(r"\{%[-+]?\s*\w*$")
_EXTENDS = re.compile(r"^[ ]*(?:[\w-]+:[ ]*\{.*?)?extends:[ ]*(\w+)", re.MULTILINE)
_SERVICE = re.compile(r"^[ ]*service:[ ]*([\w-]+)", re.MULTILINE)
_IGNORE = re.compile(r"#[ \t]*msgreview:[ \t]*ignore[ \t]+(?:[\w.-]+,[ \t]*)*[\w.-]*$")
_GROUPS = frozenset({"parts", "samples", "variables", "review", "waivers", "source"})
_KINDS = types.CompletionItemKind


class _Item(NamedTuple):
    """What may be written, and what is said of it."""

    text: str
    detail: str = ""
    about: str = ""
    kind: types.CompletionItemKind = types.CompletionItemKind.Value
    after: str = ""
    """What is written behind it."""
    rank: int = 0
    before: str = ""
    """What is written in front of it."""


_Names = Callable[[tuple[str, ...], Document, Project], Iterator[_Item]]
"""The path of a place, its file and its catalogue → what may be written there."""


def completions(document: Document, project: Project, position: types.Position) -> list[types.CompletionItem]:
    """What may stand where the cursor is, the likeliest first."""
    offset = document.positions.offset(position)
    place = place_at(document.source, offset)
    kind = "message" if project.is_message(document) else project.kind(document.path)
    items = [*_items(place, kind, document, project, offset)]
    return [_completion(number, item, place, document) for number, item in enumerate(sorted(items, key=lambda each: each.rank))]


def _completion(number: int, item: _Item, place: Place, document: Document) -> types.CompletionItem:
    text = item.before + item.text + item.after
    if item.kind == _KINDS.Property and document.source.text[place.span.end : place.span.end + 1] == ":":
        text = item.before + item.text
    return types.CompletionItem(
        label=item.text,
        kind=item.kind,
        detail=item.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.about) if item.about else None,
        sort_text=f"{number:05}",
        filter_text=item.text,
        text_edit=types.TextEdit(document.positions.range(*place.span), text),
    )


def _items(place: Place, kind: str, document: Document, project: Project, offset: int) -> Iterator[_Item]:
    line = document.source.line_span(document.source.position(offset).line)
    if place.role == "comment":
        if _IGNORE.search(document.source.text[line.start : offset]):
            yield from _rules((), document, project)
        return
    if place.role == "template":
        yield from _in_template(place, document, project)
        return
    path = place.field if kind == "message" else place.path[1:] if kind == "votes" else place.path
    if place.role == "key":
        yield from _in_key(place, path, kind, document, project)
    else:
        yield from _in_value(path, kind, document, project)


def _in_key(place: Place, path: tuple[str, ...], kind: str, document: Document, project: Project) -> Iterator[_Item]:
    if place.above:
        above = place._replace(path=place.above)
        yield from (each._replace(rank=each.rank - 100) for each in _new_items(above, kind, document, project))
    if place.indent >= 0:
        yield from _new_items(place, kind, document, project)
    there = _siblings(document, place)
    extends = _extends(document, place) if kind == "rubric" else ""
    for number, key in enumerate(keys_at(kind, path, extends)):
        if key.name not in there or key.name == place.word:
            yield _key(key, number)
    if kind == "message" and not path and place.path == ():
        yield _Item("messages", "several messages, below what they share", kind=_KINDS.Property, after=":", rank=90)
    free = _FREE.get((kind, *path[:1])) if path else None
    names = free(path, document, project) if free else ()
    yield from (each._replace(kind=_KINDS.Property, after=": ") for each in names if each.text not in there)


def _new_items(place: Place, kind: str, document: Document, project: Project) -> Iterator[_Item]:
    """What a new item of a list begins with, its dash included, where the place is in one and behind no dash."""
    path = place.field if kind == "message" else place.path
    extends = _extends(document, place) if kind == "rubric" else ""
    if place.path == ("messages",) and kind == "message":
        items = [_key(key, number) for number, key in enumerate(keys_at(kind, ()))]
    elif path and is_list(kind, path, extends):
        first = (*path, "0")
        items = [_key(key, number) for number, key in enumerate(keys_at(kind, first, extends))]
        items = items or list(_in_value(first, kind, document, project))
    else:
        return
    yield from (each._replace(before="- ") for each in items)


def _key(key: Key, number: int) -> _Item:
    after = ":" if key.name in _GROUPS else ": "
    detail = "required" if key.required else ""
    return _Item(key.name, detail, key.about, _KINDS.Property, after, number - 50 * key.required)


def _siblings(document: Document, place: Place) -> set[str]:
    """The keys that stand beside the one that is written."""
    text = document.source.text
    if place.indent < 0:  # on one line, between braces
        line = document.source.line_span(document.source.position(place.span.start).line)
        return set(re.findall(r"([\w.-]+)[ ]*:", text[line.start : line.end]))
    return keys_below(document.source, place.path, document.source.position(place.span.start).line)


def _extends(document: Document, place: Place) -> str:
    """The kind of the rule that is written, told by the lines from its name to the next one."""
    if len(place.path) < 2:
        return ""
    text = document.source.text
    start = re.search(rf"^([ ]+){re.escape(place.path[1])}[ ]*:", text, re.MULTILINE)
    if start is None:
        return ""
    end = re.compile(rf"^[ ]{{0,{len(start[1])}}}[^ #\n]", re.MULTILINE).search(text, start.end())
    match = _EXTENDS.search(text, start.start(), end.start() if end else len(text))
    return match[1] if match else ""


def _in_value(path: tuple[str, ...], kind: str, document: Document, project: Project) -> Iterator[_Item]:
    extends = ""
    if kind == "rubric" and len(path) > 1:
        extends = _extends(document, Place(path, "value", "", document.source.line_span(1)))
    yield from (_Item(value, kind=_KINDS.EnumMember) for value in values_at(kind, path, extends))
    last = path[-1] if path else ""
    group = path[-2] if len(path) > 1 and last.isdigit() else last
    for names, source in _VALUES.items():
        if (kind, group) in names:
            yield from source(path, document, project)


def _ids(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    """The ids of the other messages."""
    workspace = project.workspace
    loaded = project.last_read(document)
    own = {entry.message.id for entry in loaded.entries} if loaded else set()
    for id_ in workspace.ids() if workspace else ():
        if id_ not in own:
            yield _Item(id_, workspace.file_of(id_) if workspace else "", kind=_KINDS.Reference)


def _rules(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    rules = project.workspace.rules.all_rules if project.workspace else {}
    for id_, rule in rules.items():
        off = rule.level == "off"
        yield _Item(id_, "off" if off else COLOUR[rule.level], unfilled(rule.message), _KINDS.EnumMember, rank=int(off))  # type: ignore[index]


def _level_names(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    if len(path) == 1:
        yield from _rules(path, document, project)
        rubrics = project.workspace.rules.rubrics if project.workspace else ()
        yield from (_Item(rubric.name, "rubric", rubric.title, rank=2) for rubric in rubrics)


def _policies(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    for policy in project.settings.policies if project.settings else ():
        yield _Item(policy.name, policy.value, kind=_KINDS.Constant)


def _services(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    if len(path) <= 1 and project.settings:
        named = project.settings.config.services
        yield from (_Item(name, named[name].owner) for name in named)
        yield from _used(lambda message: (message.service,), document, project, named)


def _owners(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    """Who answers for services, first for the one that the message states; then those who answer for messages."""
    stated = _SERVICE.search(document.source.text)
    services = project.settings.config.services if project.settings else {}
    owners = {each.owner: name for name, each in services.items() if each.owner}
    own = services[stated[1]].owner if stated and stated[1] in services else ""
    yield from (_Item(owner, name, rank=int(owner != own)) for owner, name in owners.items())
    yield from _used(lambda message: (message.owner,), document, project, owners)


def _own(field: str) -> _Names:
    def values(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
        def stated(message: Message) -> Iterable[str]:
            value = getattr(message, field)
            return value if isinstance(value, tuple) else (value,)

        yield from _used(stated, document, project, ())

    return values


def _used(
    stated: Callable[[Message], Iterable[str]], document: Document, project: Project, without: Iterable[str]
) -> Iterator[_Item]:
    """What the messages say that are in memory, the commonest first; to read all files for it would be felt."""
    workspace = project.workspace
    loaded = workspace.in_memory() if workspace else ()
    values = Counter(value for file in loaded for entry in file.entries for value in stated(entry.message))
    yield from (_Item(value, rank=1) for value, _ in values.most_common() if value not in {"", *without})


def _in_a_year(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    if project.settings:
        for days, words in ((91, "in a quarter"), (365, "in a year")):
            yield _Item((project.settings.today + timedelta(days)).isoformat(), words)


def _rule_kinds(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    for name, kind in KINDS.items():
        yield _Item(name, about=kind.about.strip().partition("\n\n")[0], kind=_KINDS.EnumMember)


def _moves(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    if project.workspace and path[-1].isdigit():
        yield from (_Item(move, "move", rank=1) for move in sorted(project.workspace.rules.moves.names))


_VALUES: Mapping[frozenset[tuple[str, str]], _Names] = {
    frozenset({("message", "use"), ("message", "twin_of"), ("message", "supersedes"), ("votes", "message")}): _ids,
    frozenset({("message", "rule"), ("votes", "rule"), ("rubric", "yields_to")}): _rules,
    frozenset({("message", "policies")}): _policies,
    frozenset({("message", "service"), ("rubric", "service")}): _services,
    frozenset({("message", "owner")}): _owners,
    frozenset({("message", "tags"), ("rubric", "tags"), ("rubric", "without")}): _own("tags"),
    frozenset({("message", "audience"), ("rubric", "audience")}): _own("audience"),
    frozenset({("message", "lang"), ("rubric", "lang")}): _own("lang"),
    frozenset({("message", "sent_by")}): _own("sent_by"),
    frozenset({("message", "until")}): _in_a_year,
    frozenset({("rubric", "extends")}): _rule_kinds,
    frozenset({("rubric", "moves"), ("rubric", "any"), ("rubric", "all"), ("rubric", "none")}): _moves,
}


def _undeclared(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    """The names that the message's texts use."""
    if path[0] == "variables" and len(path) > 1:
        return
    above = ".".join(path[2:]) if path[0] == "samples" else ""
    if path[0] == "samples" and len(path) < 2:
        return
    for name in dict.fromkeys(_variables(document, project)):
        below = name.removeprefix(f"{above}.") if above else name
        if below != name or not above:
            yield _Item(below.partition(".")[0] if path[0] == "samples" else below, "used in the text", kind=_KINDS.Variable)


def _fields(path: tuple[str, ...], document: Document, project: Project) -> Iterator[_Item]:
    if len(path) == 1:
        yield from (_Item(key.name, about=key.about) for key in keys_at("message", ()))


_FREE: Mapping[tuple[str, ...], _Names] = {
    ("message", "variables"): _undeclared,
    ("message", "samples"): _undeclared,
    ("settings", "levels"): _level_names,
    ("settings", "services"): _services,
    ("settings", "require"): _fields,
}
"""The names that may be keys of a group whose keys are free."""


def _variables(document: Document, project: Project) -> Iterator[str]:
    """The variables that an open file's texts use, as far as they can be read."""
    loaded = project.last_read(document)
    names = names_in(loaded.source, "message", project, loaded) if loaded else ()
    yield from (each.name for each in names if each.kind == "variable" and not each.defines)


def _in_template(place: Place, document: Document, project: Project) -> Iterator[_Item]:
    match = _STRING.search(place.code)
    if match:
        yield from _ids((), document, project)
        return
    settings = project.settings
    if _FILTER.search(place.code):
        names = available_names(settings.config.filters if settings else ())
        yield from (_Item(name, "filter", kind=_KINDS.Function) for name in sorted(names.filters | names.configured))
        return
    if _TAG.search(place.code):
        yield from (_Item(tag, kind=_KINDS.Keyword, after="" if tag.startswith(("end", "else")) else " ") for tag in _TAGS)
        return
    values: dict[str, Any] = {}
    loaded = project.last_read(document)
    details: dict[str, str] = {}
    for entry in loaded.entries if loaded else ():
        for sample in entry.message.samples.values():
            _merge(values, sample)
        for name, variable in entry.message.variables.items():
            details[name] = variable.about or variable.type or ""
            _put(values, name, variable.example or variable.typical or "")
    if settings:
        _merge(values, settings.config.variables)
        _merge(values, {"policy": settings.policy_values})
    for name in _variables(document, project):
        _put(values, name, "")
    own = [*_below(values, place.word, details)]
    yield from own
    others: dict[str, Any] = {}
    for file in project.workspace.in_memory() if project.workspace else ():
        for entry in file.entries:
            for sample in entry.message.samples.values():
                _merge(others, sample)
    there = {item.text for item in own}
    for item in _below(others, place.word, {}):
        if item.text not in there:
            yield item._replace(about="Other messages use it.", rank=5)


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, Mapping):
            inner = into.setdefault(name, {})
            if isinstance(inner, dict):
                _merge(inner, value)
        elif into.get(name) in (None, ""):
            into[name] = value


def _put(into: dict[str, Any], name: str, value: str) -> None:
    first, _, rest = name.partition(".")
    if rest:
        inner = into.setdefault(first, {})
        if isinstance(inner, dict):
            _put(inner, rest, value)
    else:
        into.setdefault(first, value)


def _below(values: Mapping[str, Any], word: str, details: Mapping[str, str]) -> Iterator[_Item]:
    """The names that a word may become: those that it goes down to with its dots."""
    above = word.rpartition(".")[0]
    group: Any = values
    for part in above.split(".") if above else ():
        group = group.get(part) if isinstance(group, Mapping) else None
    for name, value in group.items() if isinstance(group, Mapping) else ():
        whole = f"{above}.{name}" if above else name
        is_group = isinstance(value, Mapping)
        shown = "…" if is_group else str(value) if not isinstance(value, list | tuple) else ", ".join(map(str, value))
        kind = _KINDS.Module if is_group else _KINDS.Variable
        yield _Item(whole, shown[:60], details.get(whole, ""), kind, rank=whole == "policy")
