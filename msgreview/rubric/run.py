"""Rules over a document, a message, a catalogue: which rules are for it, and what they find.

What holds for every rule is done here, once: `applies`, `scope`, `limit`, and that words which are only a variable's
value are nobody's fault. A rule that fails fails alone: it is told as a `Failure`, and the others go on.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec.structs import replace

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

MOVES = "moves"
"""Named in a `Failure` in the place of a rule when the moves could not be read."""


class Failure(NamedTuple):
    """A rule that did not come to its end: it ran out of time on a text, or it crashed."""

    rule: str
    why: Literal["slow", "crashed"]
    words: str


class Found(NamedTuple):
    """What rules found in one text or message."""

    hits: list[tuple[Rule, Hit]]
    failures: list[Failure]


class Claims(NamedTuple):
    """What one text states, by the rule that will compare it with others."""

    claims: list[tuple[Rule, Claim]]
    failures: list[Failure]


class CatalogueHits(NamedTuple):
    """What rules found in a whole catalogue."""

    hits: list[tuple[Rule, Location, tuple[str, ...]]]
    failures: list[Failure]


class _Selection(NamedTuple):
    """The rules for messages of one sort, by what wakes them; they are known by their numbers."""

    by_pattern: dict[int, int]
    """Pattern → its rule, for rules that need a match."""
    by_move: dict[str, tuple[int, ...]]
    """Move → rules that need a sentence that does it."""
    gathering: dict[int, int]
    """Pattern → its rule, for rules that compare what messages state."""
    always: frozenset[int]
    """Rules that have something to say about any text."""
    on_message: tuple[Rule, ...]

    def awake(self, scanned: ScannedDocument) -> list[int]:
        """The rules that may find something in a document, in their order."""
        by_pattern, by_move = self.by_pattern, self.by_move
        numbers = {by_pattern[index] for index in by_pattern.keys() & scanned.candidates}
        numbers.update(self.always, *[by_move[move] for move in by_move.keys() & scanned.doing.keys()])
        return sorted(numbers)


class Runner:
    """A set of rules made ready to run; made once, used for every message. Without a `proofreader`, none of grammar is found."""

    def __init__(self, rules: RuleSet, settings: Settings, proofreader: "Proofreader | None" = None) -> None:
        self.rules = rules
        self.settings = settings
        self.proofreader = proofreader
        self._selections: dict[tuple[object, ...], _Selection] = {}
        self._exceptions = {rule.id: Exceptions(rule.exceptions) for rule in rules.rules}

    def scan(self, document: Document) -> tuple[ScannedDocument, list[Failure]]:
        """The document with its moves and its reading, its texts scanned for all patterns at once."""
        matcher = self.rules.matcher
        body = matcher.scan(document.folded)
        subject = matcher.scan(document.subject_folded) if document.subject else None
        failures = []
        try:
            document = self.rules.moves.annotate(document, body)
        except PatternTimeout as timeout:
            failures.append(Failure(MOVES, "slow", f"the pattern '{matcher.patterns[timeout.index].regex}' took too long"))
            document = replace(document, reading=reading.assess(document, {}, {}))
        return ScannedDocument(document, body, subject, self.proofreader), failures

    def on_text(self, scanned: ScannedDocument) -> Found:
        """What the rules find in a document."""
        found = Found([], [])
        for number in self._selected(scanned.document.message).awake(scanned):
            rule = self.rules.rules[number]
            try:
                found.hits.extend([(rule, hit) for hit in self.hits(scanned, rule)])
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the other rules go on
                found.failures.append(_failure(rule, error))
        return Found(_told_once(found.hits), found.failures)

    def hits(self, scanned: ScannedDocument, rule: Rule) -> list[Hit]:
        """What one rule finds in a document it applies to, in the order of the text. PatternTimeout is the caller's."""
        kind = KINDS[rule.kind]
        if kind.check_text is None or (rule.counts and scanned.document.when):
            return []
        view = View(scanned, rule.scope, self.rules.ranges[rule.id], self._exceptions[rule.id])
        hits = list(kind.check_text(view, rule.options))
        if hits and not kind.values:
            hits = [hit for hit in hits if not _is_value(scanned.document, hit)]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.field != "subject", hit.start, hit.end))
        return hits[: rule.limit] if rule.limit else hits

    def claims(self, scanned: ScannedDocument) -> Claims:
        """What a document states that the rules will compare with other messages."""
        found = Claims([], [])
        gathering = self._selected(scanned.document.message).gathering
        for number in sorted({gathering[index] for index in gathering.keys() & scanned.candidates}):
            rule = self.rules.rules[number]
            gather = KINDS[rule.kind].gather
            view = View(scanned, rule.scope, self.rules.ranges[rule.id], self._exceptions[rule.id])
            try:
                found.claims.extend([(rule, claim) for claim in gather(view, rule.options)] if gather else ())
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the other rules go on
                found.failures.append(_failure(rule, error))
        return found

    def on_message(self, view: MessageView) -> Found:
        """What the rules find in a message's facts and names."""
        found = Found([], [])
        for rule in self._selected(view.entry.message).on_message:
            check = KINDS[rule.kind].check_message
            try:
                hits = list(check(view, rule.options)) if check else []
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the other rules go on
                found.failures.append(_failure(rule, error))
            else:
                found.hits.extend([(rule, hit) for hit in hits[: rule.limit or None]])
        return found

    def on_catalogue(self, facts: Sequence[Facts]) -> CatalogueHits:
        """What the rules find in a whole catalogue, its messages in order."""
        found = CatalogueHits([], [])
        for rule in self.rules.rules:
            if KINDS[rule.kind].check_catalogue is None and KINDS[rule.kind].weigh is None:
                continue
            try:
                found.hits.extend((rule, location, args) for location, args in self._whole(rule, facts))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the other rules go on
                found.failures.append(_failure(rule, error))
        return found

    def _whole(self, rule: Rule, facts: Sequence[Facts]) -> Iterator[tuple[Location, tuple[str, ...]]]:
        """What one rule finds in a whole catalogue: where, and the arguments of its message."""
        kind = KINDS[rule.kind]
        if kind.check_catalogue is not None:
            fitting = [fact for fact in facts if rule.applies.fits(fact)]
            for fact, hit in kind.check_catalogue(fitting, rule.options, self.settings):
                yield fact.location(hit.field), hit.args
        if kind.weigh is not None:
            told = [(fact, statement) for fact in facts for statement in fact.statements if statement.rule == rule.id]
            for statement, args in kind.weigh(told, rule.options):
                yield statement.location, args

    def _selected(self, message: Described) -> _Selection:
        sort = (
            message.channel,
            message.kind,
            message.lang,
            message.format,
            message.status,
            message.service,
            message.audience,
            message.tags,
        )
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
            elif kind.needs_match(rule.options):
                by_pattern.update(dict.fromkeys(self.rules.ranges[rule.id], number))
            else:
                always.add(number)
        return _Selection(by_pattern, by_move, gathering, frozenset(always), tuple(on_message))


def _told_once(hits: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """The hits without those that a rule leaves to another's on the same words."""
    by_rule: dict[str, list[Hit]] = {}
    for rule, hit in hits:
        by_rule.setdefault(rule.id, []).append(hit)

    def is_left(rule: Rule, hit: Hit) -> bool:
        others = (other for yielded in rule.yields_to for other in by_rule.get(yielded, ()))
        return any(o.field == hit.field and o.start < hit.end and hit.start < o.end for o in others)

    return [(rule, hit) for rule, hit in hits if not is_left(rule, hit)]


def _failure(rule: Rule, error: Exception) -> Failure:
    if isinstance(error, PatternTimeout):
        return Failure(rule.id, "slow", "a pattern of the rule took too long on this text")
    return Failure(rule.id, "crashed", f"{type(error).__name__}: {error}")


def _is_value(document: Document, hit: Hit) -> bool:
    """Whether a hit's words are all a variable's value, which no author wrote."""
    origins = document.subject_map if hit.field == "subject" else document.map
    if origins is None or not origins.segments or hit.end <= hit.start:
        return False
    first = origins.segments[max(0, bisect_right(origins.starts, hit.start) - 1)]
    return first.value and origins.only_values(hit.start, hit.end)
