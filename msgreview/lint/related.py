"""Which messages of a catalogue a file's findings depend on, so that a keystroke need not judge the whole catalogue."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from msgreview.rubric.kinds import KINDS
from msgreview.rubric.message_facts import Facts
from msgreview.rubric.run import is_of_catalogue
from msgreview.rubric.schema import Rule


class RelatedFacts:
    """The facts of a catalogue by file, with what messages have in common: ids, statements, pieces of their texts.

    Lists are in the order of the files, as a run over the catalogue has them.
    """

    def __init__(self, rules: Iterable[Rule], facts: Mapping[str, Sequence[Facts]]) -> None:
        kinds = {rule.kind for rule in rules if is_of_catalogue(rule)}
        self._likeness = {kind: KINDS[kind].likeness for kind in sorted(kinds)}
        self._facts: dict[str, Sequence[Facts]] = {}
        self._order: dict[str, int] = {}
        self._paths: defaultdict[Hashable, set[str]] = defaultdict(set)
        """What messages may share → the files that have it."""
        self.order(facts)
        for path, own in facts.items():
            self.replace(path, own)

    def order(self, paths: Iterable[str]) -> None:
        """Set the order of the files."""
        self._order = {path: number for number, path in enumerate(paths)}  # itself in this order

    def replace(self, path: str, facts: Sequence[Facts]) -> None:
        """Set the facts of a file; none take it out."""
        for key in self._keys(path):
            self._paths[key].discard(path)
        self._facts[path] = facts
        for key in self._keys(path):
            self._paths[key].add(path)

    def of_file(self, path: str) -> Sequence[Facts]:
        """The facts of one file."""
        return self._facts.get(path, ())

    def services(self) -> Counter[str]:
        """How many messages each spelling of a service has."""
        return Counter(fact.service for path in self._order for fact in self._facts.get(path, ()) if fact.service)

    def with_id(self, path: str) -> list[Facts]:
        """The messages of all files that have a message of a file's ids."""
        return self._sharing(path, "id")

    def of_rule(self, path: str, rule: Rule) -> list[Facts]:
        """The messages that a rule of the catalogue compares with those of a file, and those of the file."""
        kind = KINDS[rule.kind]
        if kind.check_catalogue is not None and kind.likeness is None:
            return self._in_order(self._facts)
        return self._sharing(path, rule.kind, rule.id)

    def others(self, path: str) -> set[str]:
        """The other files whose findings may depend on those of a file."""
        return {other for key in self._keys(path) for other in self._paths[key]} - {path}

    def _sharing(self, path: str, *sorts: str) -> list[Facts]:
        paths = {other for key in self._keys(path) if key[0] in sorts for other in self._paths[key]}
        return self._in_order(paths | {path})

    def _in_order(self, paths: Iterable[str]) -> list[Facts]:
        listed = sorted((path for path in paths if path in self._order), key=self._order.__getitem__)
        return [fact for path in listed for fact in self._facts.get(path, ())]

    def _keys(self, path: str) -> Iterator[tuple[Hashable, ...]]:
        """What the messages of a file may share with others: the first part says of what sort it is."""
        for fact in self._facts.get(path, ()):
            yield "id", fact.id
            for statement in fact.statements:
                yield statement.rule, statement.about, fact.lang
            for kind, likeness in self._likeness.items():
                for key in likeness(fact) if likeness else ():
                    yield kind, key
