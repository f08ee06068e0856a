"""The names that may be written in a file of a catalogue: ids, rules, policies, services, variables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from lsprotocol.types import CompletionItemKind

from msgreview.catalogue.load import LoadedFile
from msgreview.lsp.documents import Document
from msgreview.lsp.keys import keys_at
from msgreview.lsp.names import names_in
from msgreview.lsp.project import Project
from msgreview.model.finding import COLOUR
from msgreview.report.rule import unfilled
from msgreview.rubric.kinds import KINDS
from msgreview.template.template import available_names

_SERVICE = re.compile(r"^[ ]*service:[ ]*([\w-]+)", re.MULTILINE)
_IN_TEXT = "used in the text"


class Offer(NamedTuple):
    """What may be written, and what is said of it."""

    text: str
    detail: str = ""
    about: str = ""
    kind: CompletionItemKind = CompletionItemKind.Value
    after: str = ""
    """What is written behind it."""
    rank: int = 0
    before: str = ""
    """What is written in front of it."""


class Names:
    """The names that may be written in an open file."""

    def __init__(self, document: Document, project: Project) -> None:
        self._document = document
        self._project = project
        self._workspace = project.workspace
        self._settings = project.settings
        self._read = project.last_read(document)

    def values(self, kind: str, path: tuple[str, ...]) -> Iterator[Offer]:
        """Those that may be the value at a path of a file of this kind."""
        last = path[-1] if path else ""
        in_list = len(path) > 1 and last.isdigit()
        match kind, path[-2] if in_list else last:
            case ("message", "use" | "twin_of" | "supersedes") | ("votes", "message"):
                yield from self.ids()
            case ("message" | "votes", "rule") | ("rubric", "yields_to"):
                yield from self.rules()
            case "message", "policies":
                for policy in self._settings.policies if self._settings else ():
                    yield Offer(policy.name, policy.value, kind=CompletionItemKind.Constant)
            case "message" | "rubric", "service" if len(path) == 1:
                yield from self._services()
            case "message", "owner":
                yield from self._owners()
            case ("message" | "rubric", "tags" | "audience" | "lang" as field) | ("message", "sent_by" as field):
                yield from self._used(field)
            case "rubric", "without":
                yield from self._used("tags")
            case "message", "until" if self._settings:
                for days, words in ((91, "in a quarter"), (365, "in a year")):
                    yield Offer((self._settings.today + timedelta(days)).isoformat(), words)
            case "rubric", "extends":
                for name, rule_kind in KINDS.items():
                    about = rule_kind.about.strip().partition("\n\n")[0]
                    yield Offer(name, about=about, kind=CompletionItemKind.EnumMember)
            case "rubric", "moves" | "any" | "all" | "none" if in_list and self._workspace:
                yield from (Offer(move, "move", rank=1) for move in sorted(self._workspace.rules.moves.names))

    def free_keys(self, kind: str, path: tuple[str, ...]) -> Iterator[Offer]:
        """Those that may be keys of the group at a path, where its keys are free."""
        match kind, *path:
            case "message", "variables":
                yield from (Offer(name, _IN_TEXT, kind=CompletionItemKind.Variable) for name in self._used_variables())
            case "message", "samples", _, *above:
                yield from self._next_parts(above)
            case "settings", "levels":
                yield from self.rules()
                rubrics = self._workspace.rules.rubrics if self._workspace else ()
                yield from (Offer(rubric.name, "rubric", rubric.title, rank=2) for rubric in rubrics)
            case "settings", "services":
                yield from self._services()
            case "settings", "require":
                yield from (Offer(key.name, about=key.about) for key in keys_at("message", ()))

    def ids(self) -> Iterator[Offer]:
        """The ids of the other messages."""
        own = {entry.message.id for entry in self._read.entries} if self._read else set()
        if workspace := self._workspace:
            for id_ in workspace.ids():
                if id_ not in own:
                    yield Offer(id_, workspace.file_of(id_), kind=CompletionItemKind.Reference)

    def rules(self) -> Iterator[Offer]:
        """The ids of rules; last those that are off."""
        rules = self._workspace.rules.all_rules if self._workspace else {}
        for id_, rule in rules.items():
            colour = "off" if rule.level == "off" else COLOUR[rule.level]
            yield Offer(id_, colour, unfilled(rule.message), CompletionItemKind.EnumMember, rank=int(rule.level == "off"))

    def filters(self) -> Iterator[Offer]:
        """The filters of templates."""
        names = available_names(self._settings.config.filters if self._settings else ())
        yield from (Offer(name, "filter", kind=CompletionItemKind.Function) for name in sorted(names.filters | names.configured))

    def variables(self, word: str) -> Iterator[Offer]:
        """The names that a word in a template may become: those of the message, then those that other messages use."""
        own: dict[str, Any] = {}
        details: dict[str, str] = {}
        for entry in self._read.entries if self._read else ():
            for sample in entry.message.samples.values():
                _merge(own, sample)
            for name, variable in entry.message.variables.items():
                details[name] = variable.about or variable.type or ""
                _put(own, name, variable.example or variable.typical or "")
        if self._settings:
            _merge(own, self._settings.config.variables)
            _merge(own, {"policy": self._settings.policy_values})
        for name in self._used_variables():
            _put(own, name, "")
        offered = [*_below(own, word, details)]
        yield from offered
        others: dict[str, Any] = {}
        for file in self._in_memory():
            for entry in file.entries:
                for sample in entry.message.samples.values():
                    _merge(others, sample)
        there = {offer.text for offer in offered}
        for offer in _below(others, word, {}):
            if offer.text not in there:
                yield offer._replace(about="Other messages use it.", rank=5)

    def _services(self) -> Iterator[Offer]:
        if self._settings:
            services = self._settings.config.services
            yield from (Offer(name, service.owner) for name, service in services.items())
            yield from self._used("service", services)

    def _owners(self) -> Iterator[Offer]:
        """Who answers for services, first for the one that the message states; then those who answer for messages."""
        stated = _SERVICE.search(self._document.source.text)
        services = self._settings.config.services if self._settings else {}
        owners = {service.owner: name for name, service in services.items() if service.owner}
        own = services[stated[1]].owner if stated and stated[1] in services else ""
        yield from (Offer(owner, name, rank=int(owner != own)) for owner, name in owners.items())
        yield from self._used("owner", owners)

    def _used(self, field: str, without: Iterable[str] = ()) -> Iterator[Offer]:
        """What the messages state in a field that are in memory, the commonest first; to read all files for it would be felt."""
        counts: Counter[str] = Counter()
        for file in self._in_memory():
            for entry in file.entries:
                value = getattr(entry.message, field)
                counts.update(value if isinstance(value, tuple) else (value,))
        yield from (Offer(value, rank=1) for value, _ in counts.most_common() if value not in {"", *without})

    def _next_parts(self, above: Sequence[str]) -> Iterator[Offer]:
        """The next parts of the variables that the texts use and whose first parts stand above."""
        start = "".join(f"{part}." for part in above)
        for name in self._used_variables():
            if name.startswith(start):
                yield Offer(name.removeprefix(start).partition(".")[0], _IN_TEXT, kind=CompletionItemKind.Variable)

    def _used_variables(self) -> Iterable[str]:
        """The variables that the file's texts use, as far as they can be read."""
        names = names_in(self._read.source, "message", self._project, self._read) if self._read else ()
        return dict.fromkeys(each.name for each in names if each.kind == "variable" and not each.defines)

    def _in_memory(self) -> Sequence[LoadedFile]:
        return self._workspace.files.in_memory() if self._workspace else ()


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


def _below(values: Mapping[str, Any], word: str, details: Mapping[str, str]) -> Iterator[Offer]:
    """The names that a word may become: those that it goes down to with its dots."""
    above = word.rpartition(".")[0]
    group: Any = values
    for part in above.split(".") if above else ():
        group = group.get(part) if isinstance(group, Mapping) else None
    for name, value in group.items() if isinstance(group, Mapping) else ():
        whole = f"{above}.{name}" if above else name
        is_group = isinstance(value, Mapping)
        shown = "…" if is_group else str(value) if not isinstance(value, list | tuple) else ", ".join(map(str, value))
        kind = CompletionItemKind.Module if is_group else CompletionItemKind.Variable
        yield Offer(whole, shown[:60], details.get(whole, ""), kind, rank=whole == "policy")
