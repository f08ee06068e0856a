"""A learner's text read the way messages are: its moves, its findings, what it says no to."""

from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.lint.message import LintedMessage
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Settings
from msgreview.model.document import Document, Reading
from msgreview.model.finding import Hit
from msgreview.model.message import Channel, Message
from msgreview.rubric.rule_text import fill
from msgreview.rubric.ruleset import RuleSet, with_all
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Rule


class Analysed(NamedTuple):
    """A text with its document and what the rules say of it."""

    linted: LintedMessage

    @property
    def document(self) -> Document:
        """The text, cut into sentences with their moves."""
        return self.linted.texts[0].document

    @property
    def reading(self) -> Reading | None:
        """How it reads as a whole."""
        return self.document.reading

    @property
    def hits(self) -> list[tuple[Rule, Hit]]:
        """What the rules match in it, in their order."""
        return [(rule, hit) for rule, hit, _ in self.linted.hits]

    @property
    def moves(self) -> frozenset[str]:
        """All moves that its sentences make."""
        return frozenset(move for sentence in self.document.sentences for move in sentence.moves)

    def quote(self, hit: Hit) -> str:
        """The words of a hit on one line."""
        return hit.words(self.document.text_of(hit.field))


class Analyser:
    """Reads texts with the rules of a catalogue; made once for a session."""

    def __init__(self, rules: RuleSet, settings: Settings) -> None:
        self.rules = rules
        self.settings = settings

    @cached_property
    def runner(self) -> Runner:
        """The rules that are on, ready to run."""
        return Runner(self.rules, self.settings)

    def analyse(self, text: str, *, channel: Channel = "email", rules: tuple[str, ...] = ()) -> Analysed:
        """The text as it would be read if it were sent now: by the rules that are on, or only by those named, on or off.

        It is no template: braces are braces.
        """
        message = Message("answer", "scripted", channel, body=text)
        return Analysed(lint_plain(message, self.only(rules) if rules else self.runner))

    def only(self, ids: tuple[str, ...], settings: Settings | None = None) -> Runner:
        """The named rules alone, ready to run, whether they are on or off; with other settings where they are given."""
        chosen = tuple(self._every[id_] for id_ in ids)
        return Runner(replace(self._all_on, rules=chosen), settings or self.settings)

    @cached_property
    def _all_on(self) -> RuleSet:
        return with_all(self.rules)

    @cached_property
    def _every(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self._all_on.rules}


def advice(rule: Rule, hit: Hit) -> str:
    """What a rule says of a hit, and what to try."""
    return f"{fill(rule.message, hit.args)} {fill(rule.try_, hit.args)}".strip()
