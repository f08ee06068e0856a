"""Runs rules over a document, a message, a catalogue: selects those that apply, and collects their hits.

What is common to all rules is done here: `applies`, `scope`, `limit`, and leaving out hits on words that are only a variable's
value, which no author wrote. A rule that fails becomes a `Failure`, and the others go on.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from msgspec.structs import replace

from msgreview.language import primary
from msgreview.matching.pattern import PatternTimeout
from msgreview.model.config import Settings
from msgreview.model.document import Document
from msgreview.model.finding import Hit, Location
from msgreview.moves import reading
from msgreview.rubric.accepted_words import Exceptions
from msgreview.rubric.kinds import KINDS
from msgreview.rubric.message_facts import Claim, Facts
from msgreview.rubric.ruleset import RuleSet
from msgreview.rubric.schema import Described, Rule
from msgreview.rubric.view import MessageView, ScannedDocument, View

if TYPE_CHECKING:
    from msgreview.rubric.grammar.proofreader import Proofreader

T = TypeVar("T")

_SORT = attrgetter("channel", "kind", "lang", "format", "status", "service", "audience", "tags")
"""What `Applies` tests a message by."""

MOST_SLOW = 10
"""Messages on which a rule may run out of time before it is left out everywhere."""

MOVES = "moves"
"""Stands for the rule in a `Failure` of the moves."""


class Failure(NamedTuple):
    """A rule that ran out of time on a text, or crashed."""

    rule: str
    why: Literal["slow", "crashed", "too slow"]
    words: str

    @property
    def is_slow_rule(self) -> bool:
        """Whether a rule ran out of time, and not a move."""
        return self.why == "slow" and self.rule != MOVES


class Results(NamedTuple, Generic[T]):
    """The hits of rules in one text, message or catalogue, each with its rule, and the failures."""

    hits: list[tuple[Rule, T]]
    failures: list[Failure]


class _Selection(NamedTuple):
    """The rules for messages of one sort, by what can trigger them. Rules are numbered as in the rule set."""

    by_pattern: dict[int, int]
    """Pattern → its rule, for rules that need a match."""
    by_move: dict[str, tuple[int, ...]]
    """Move → rules that need a sentence that does it."""
    gathering: dict[int, int]
    """Pattern → its rule, for rules that compare what messages state."""
    always: frozenset[int]
    """Rules that may have a hit in any text."""
    on_message: tuple[Rule, ...]

    def triggered(self, scanned: ScannedDocument) -> list[int]:
        """The rules that may have hits in a document, in their order."""
        by_pattern, by_move = self.by_pattern, self.by_move
        numbers = {by_pattern[index] for index in by_pattern.keys() & scanned.candidates}
        numbers.update(self.always, *[by_move[move] for move in by_move.keys() & scanned.doing.keys()])
        return sorted(numbers)


class Runner:
    """Runs a set of rules; made once, used for every message. Without a `proofreader`, rules of grammar have no hits."""

    def __init__(self, rules: RuleSet, settings: Settings, proofreader: "Proofreader | None" = None) -> None:
        self.rules = rules
        self.settings = settings
        self.proofreader = proofreader
        self._selections: dict[tuple[object, ...], _Selection] = {}
        self._slow: Counter[str] = Counter()
        """Rule → messages on which it ran out of time."""
        self._exceptions = {rule.id: Exceptions(rule.exceptions) for rule in rules.rules}

    def scan(self, document: Document, *, moves: bool = True) -> tuple[ScannedDocument, list[Failure]]:
        """The document with its moves and its reading, if these are wanted, its texts scanned for all patterns at once."""
        matcher = self.rules.matcher
        body = matcher.scan(document.folded, lang=primary(document.message.lang))
        subject = matcher.scan(document.subject_folded) if document.subject else None
        failures = []
        try:
            document = self.rules.moves.annotate(document, body) if moves else document
        except PatternTimeout as timeout:
            failures.append(Failure(MOVES, "slow", f"the pattern '{matcher.patterns[timeout.index].regex}' took too long"))
            document = replace(document, reading=reading.assess(document))
        return ScannedDocument(document, body, subject, matcher, self.proofreader), failures

    def count_slow(self, rules: Iterable[str]) -> None:
        """Count the rules that ran out of time on a message; one that does so too often is left out, so that the run ends."""
        self._slow.update(rules)
        for rule in rules:
            if self._slow[rule] > MOST_SLOW:
                self.rules.matcher.left_out.update(self.rules.ranges[rule])

    def forget_slow(self) -> None:
        """Give every rule its time again, for a new run."""
        if self._slow:
            self._slow.clear()
            self.rules.matcher.left_out.clear()
            self.rules.matcher.forget_lines()

    def on_text(self, scanned: ScannedDocument, slow: Container[str] = (), among: Container[str] | None = None) -> Results[Hit]:
        """The hits in a document; rules that were `slow` in another variant of its message, or not `among` some, are left out."""
        numbers = self._selected(scanned.document.message).triggered(scanned)
        rules = [self.rules.rules[number] for number in numbers]
        rules = [rule for rule in rules if rule.id not in slow and (among is None or rule.id in among)]
        results = self._apply(rules, lambda rule: self.hits(scanned, rule))
        return Results(_without_yielded(results.hits), results.failures)

    def hits(self, scanned: ScannedDocument, rule: Rule) -> list[Hit]:
        """One rule's hits in a document it applies to, in the order of the text. Raises PatternTimeout."""
        kind = KINDS[rule.kind]
        if kind.check_text is None or (rule.counts and scanned.document.when):
            return []
        view = self._view(scanned, rule)
        hits = list(kind.check_text(view, rule.options))
        if hits and not (kind.values or rule.values):
            hits = [hit for hit in hits if not _is_value(scanned.document, hit)]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.field != "subject", hit.start, hit.end))
        return hits[: rule.limit] if rule.limit else hits

    def claims(self, scanned: ScannedDocument) -> Results[Claim]:
        """The claims of a document that rules compare with other messages."""
        gathering = self._selected(scanned.document.message).gathering
        numbers = sorted({gathering[index] for index in gathering.keys() & scanned.candidates})

        def gather(rule: Rule) -> Iterable[Claim]:
            kind = KINDS[rule.kind]
            return kind.gather(self._view(scanned, rule), rule.options) if kind.gather else ()

        return self._apply([self.rules.rules[number] for number in numbers], gather)

    def on_message(self, view: MessageView) -> Results[Hit]:
        """The hits in a message's facts and names."""

        def check(rule: Rule) -> Iterable[Hit]:
            kind = KINDS[rule.kind]
            return islice(kind.check_message(view, rule.options), rule.limit or None) if kind.check_message else ()

        return self._apply(self._selected(view.entry.message).on_message, check)

    def on_catalogue(self, facts: Sequence[Facts]) -> Results[tuple[Location, tuple[str, ...]]]:
        """The hits in a catalogue, its messages in order: their locations, and the arguments of the rule's message."""
        return self.on_related(lambda _: facts)

    def on_related(self, facts: Callable[[Rule], Sequence[Facts]]) -> Results[tuple[Location, tuple[str, ...]]]:
        """The hits of each rule in those messages of a catalogue that it gets, in order, as `on_catalogue` has them."""
        rules = [rule for rule in self.rules.rules if is_of_catalogue(rule)]
        return self._apply(rules, lambda rule: self._on_catalogue(rule, facts(rule)))

    def _on_catalogue(self, rule: Rule, facts: Sequence[Facts]) -> Iterator[tuple[Location, tuple[str, ...]]]:
        kind = KINDS[rule.kind]
        if kind.check_catalogue is not None:
            fitting = [fact for fact in facts if rule.applies.fits(fact)]
            for fact, hit in kind.check_catalogue(fitting, rule.options, self.settings):
                yield fact.location(hit.field), hit.args
        if kind.weigh is not None:
            stated = [(fact, statement) for fact in facts for statement in fact.statements if statement.rule == rule.id]
            for statement, args in kind.weigh(stated, rule.options):
                yield statement.location, args

    def _apply(self, rules: Iterable[Rule], check: Callable[[Rule], Iterable[T]]) -> Results[T]:
        """The hits of `check` for each rule. Any error of a rule becomes a Failure; its earlier hits and the other rules stay."""
        results: Results[T] = Results([], [])
        for rule in rules:
            try:
                if self._slow.get(rule.id, 0) > MOST_SLOW:
                    raise TimeoutError
                for hit in check(rule):
                    results.hits.append((rule, hit))
            except Exception as error:  # noqa: BLE001 - a rule may be anybody's
                results.failures.append(_failure(rule, error))
        return results

    def _view(self, scanned: ScannedDocument, rule: Rule) -> View:
        passages = scanned.layer(rule.selector) if rule.selector else scanned.passages(rule.scope)
        return View(scanned, passages, self.rules.ranges[rule.id], self._exceptions[rule.id], self.rules.phrases.get(rule.id, ()))

    def _selected(self, message: Described) -> _Selection:
        sort = _SORT(message)
        selection = self._selections.get(sort)
        if selection is None:
            selection = self._selections[sort] = self._select(message)
        return selection

    def _select(self, message: Described) -> _Selection:
        by_pattern: dict[int, int] = {}
        by_move: dict[str, tuple[int, ...]] = {}
        gathering: dict[int, int] = {}
        always: set[int] = set()
        on_message: list[Rule] = []
        for number, rule in enumerate(self.rules.rules):
            if not rule.applies.fits(message):
                continue
            kind = KINDS[rule.kind]
            if kind.check_message is not None:
                on_message.append(rule)
            if kind.gather is not None:
                gathering.update(dict.fromkeys(self.rules.ranges[rule.id], number))
            if kind.check_text is None or (kind.proofread and self.proofreader is None):
                continue
            if kind.triggers is not None:
                by_move |= {move: (*by_move.get(move, ()), number) for move in kind.triggers(rule.options)}
            elif kind.patterns is not None and kind.needs_match(rule.options):
                by_pattern.update(dict.fromkeys(self.rules.ranges[rule.id], number))
            else:
                always.add(number)
        return _Selection(by_pattern, by_move, gathering, frozenset(always), tuple(on_message))


def is_of_catalogue(rule: Rule) -> bool:
    """Whether a rule compares messages, or judges them by the day."""
    return KINDS[rule.kind].check_catalogue is not None or KINDS[rule.kind].weigh is not None


def _without_yielded(hits: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """The hits without those that a rule leaves to others: on words that they report, or of what they too find missing."""
    by_rule: dict[str, list[Hit]] = {}
    for rule, hit in hits:
        by_rule.setdefault(rule.id, []).append(hit)

    def is_left(rule: Rule, hit: Hit) -> bool:
        others = (other for yielded in rule.yields_to for other in by_rule.get(yielded, ()))
        if KINDS[rule.kind].of_whole(rule.options):
            return any(others)
        return any(o.field == hit.field and o.start < hit.end and hit.start < o.end for o in others)

    return [(rule, hit) for rule, hit in hits if not is_left(rule, hit)]


def _failure(rule: Rule, error: Exception) -> Failure:
    if isinstance(error, PatternTimeout | TimeoutError | MemoryError):
        return Failure(rule.id, "slow", "a pattern of the rule took too long on this text")
    return Failure(rule.id, "crashed", re.sub(r" at 0x[0-9a-fA-F]+", "", f"{type(error).__name__}: {error}"))


def _is_value(document: Document, hit: Hit) -> bool:
    """Whether a hit's words are all a variable's value, which no author wrote."""
    origins = document.subject_map if hit.field == "subject" else document.map
    if origins is None or not origins.segments or hit.end <= hit.start:
        return False
    first = origins.segments[max(0, bisect_right(origins.starts, hit.start) - 1)]
    return first.value and origins.only_values(hit.start, hit.end)
