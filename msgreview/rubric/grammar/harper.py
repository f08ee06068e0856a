"""Harper, in this process (PyPI: harper-py). It reads English, in five spellings.

Of its nine hundred rules those are on that find an error: spelling, grammar, agreement, pronouns, mixed-up words, words
run together or apart, punctuation. Off are its groups for style, for expanding initialisms and for regional wording, since
the rubrics judge those; its list of brand and place names, since a library's own are in no list; and single rules of the
other groups that are a matter of taste. What still carries one of its kinds for style is left out.
"""

import re
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from msgreview.rubric.grammar.engine import Category, Slip, region

if TYPE_CHECKING:
    from harper import Dialect, Lint, Linter

_OFF_GROUPS = frozenset(("Proper Nouns", "Initialisms", "Style and Redundancy", "Regionalisms and Dialect"))

_ON = frozenset(("RepeatedWords", "AnAnother", "AnotherAn", "AsIfThough", "WayTooAdjective", "QuiteQuiet", "WidelyAccepted"))
"""Rules of these groups that find errors all the same."""

_OFF = frozenset(
    (
        *("Dashes", "EllipsisLength", "UseEllipsisCharacter", "DotInitialisms", "NoFrenchSpaces", "UnclosedQuotes"),
        *("UseTitleCase", "SpelledNumbers", "FootInchMinuteSecondSymbols", "NumericRangeEnDash", "HyphenateNumberDay"),
        *("OrthographicConsistency", "OkToOkay", "ClicheAccent", "BlacklistWhitelist", "UpdatePlaceNames", "AvoidCurses"),
        *("ExpandMemoryShorthands", "ExpandTimeShorthands", "ExpandPeople", "LitotesDirectPositive", "SomewhatSomething"),
        *("MoreAdjective", "ThatWhich", "AdjectiveOfA", "RoadMap", "Oxymorons", "FindOut", "OutOfDate", "LeaveToFor"),
        *("OxfordComma", "OneOfTheSingular", "ProgressiveNeedsBe", "MissingTo", "DisjointPrefixes", "WrongNegative"),
        # Wrong in more than one of ten of their findings on texts that people had sent.
        *("CompoundNouns", "SplitWords", "MassNouns", "QuantifierNumeralConflict", "MissingPreposition", "MissingDeterminer"),
        *("PhrasalVerbAsCompoundNoun", "ThereIsAgreement", "YourPredicateAdjective", "PossessiveYour", "NotTo", "Damages"),
        *("ToTwoToo", "ThereToTheir", "Therein", "Everyone", "PayForPrice", "LetsConfusion", "MergeWords", "PronounKnew"),
        "DoubleCheckHyphen",
        "LookingForwardTo",  # prints to the terminal what it thinks
    )
)
"""Matters of taste, what text without line wraps and curly quotes cannot show, and what was wrong more often than right."""

_CATEGORIES: dict[str, Category] = {
    "Spelling": "spelling",
    "Typo": "spelling",
    "BoundaryError": "spelling",
    "Agreement": "agreement",
    "Grammar": "grammar",
    "Miscellaneous": "grammar",
    "Punctuation": "punctuation",
    "Capitalization": "capitals",
    "Repetition": "repetition",
    "Formatting": "typography",
    "Eggcorn": "wording",
    "Malapropism": "wording",
    "Nonstandard": "wording",
    "Usage": "wording",
    "WordChoice": "wording",
}
"""Its kinds and ours. Not here, so left out: Enhancement, Readability, Redundancy, Regionalism, Style."""

_ARTICLE = "Incorrect indefinite article."
"""What it says of "a hour"; the kind it gives is Miscellaneous."""

_NO_SUBJECT = re.compile(
    r"\b(?:us|me|him|them)\s$"
    r"|(?:\b(?:is|are|was|were)|[’']s)\s(?:he|she|they|we|i)\s$"
    r"|(?<![\s.,:;!?])(?<!\band)(?<!\bbut)(?<!\bor)(?<!\bif)(?<!\bwhen)(?<!\bthat)(?<!\bas)(?<!\bso)(?<!\bbecause)\s(?:you|it)\s$",
    re.IGNORECASE,
)
"""What stands before a word that need not agree with it: "a letter that we sent you has come back", "is he ill"."""

_DIALECTS = {"US": "AMERICAN", "GB": "BRITISH", "AU": "AUSTRALIAN", "CA": "CANADIAN", "IN": "INDIAN", "NZ": "AUSTRALIAN"}


class Harper:
    """The engine. Made at no cost: its dictionary is loaded when a text is read, once for each spelling and process."""

    def __init__(self, english: str) -> None:
        self.key = f"harper {version('harper-py')} {english}"
        self._english = english

    def supports(self, lang: str) -> bool:
        """English only."""
        return region(lang, self._english).startswith("en-")

    def check(self, text: str, lang: str) -> list[Slip]:
        """The slips in a text."""
        linter = linter_for(_dialect(region(lang, self._english)))
        try:
            lints = linter.lint(text, language="plaintext")
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # Rust's; no Exception, so it would end the run
                raise RuntimeError(f"harper gave up on a text: {error}") from error
            raise
        slips = [_slip(lint) for lint in lints if lint.lint_kind in _CATEGORIES]
        return sorted((slip for slip in slips if not _is_mistaken(slip, text)), key=lambda slip: (slip.start, slip.end))


def _is_mistaken(slip: Slip, text: str) -> bool:
    """Whether harper took an object for the subject, or the name of a thing ("Level A or B") for an article."""
    if slip.category == "article":
        return text[slip.start : slip.end] == "A" and text[: slip.start].rstrip()[-1:].isalnum()
    return slip.category == "agreement" and _NO_SUBJECT.search(text[max(0, slip.start - 40) : slip.start]) is not None


def _slip(lint: "Lint") -> Slip:
    category = "article" if lint.message == _ARTICLE else _CATEGORIES[lint.lint_kind]
    return Slip(lint.span.start, lint.span.end, category, lint.message.replace("`", "'"), tuple(_written(lint)))


def _written(lint: "Lint") -> list[str]:
    """What may stand in the place of the words; "" where they may go."""
    from harper import SuggestionKind

    after = SuggestionKind.INSERT_AFTER
    return [
        lint.problem_text + each.replacement_text if each.kind == after else each.replacement_text for each in lint.suggestions
    ]


def _dialect(lang: str) -> "Dialect":
    """The spelling for an English tag; the British one for a country that harper does not know."""
    from harper import Dialect

    return Dialect[_DIALECTS.get(lang.rpartition("-")[2], "BRITISH")]


@cache
def linter_for(dialect: "Dialect") -> "Linter":
    """Harper's linter for a spelling, with the rules that are on; its dictionary is loaded once."""
    from harper import Linter

    linter = Linter(dialect)
    settings = linter.get_structured_lint_config()["settings"]
    off = _OFF.union(*(_names(group["Group"]) for group in settings if group["Group"]["label"] in _OFF_GROUPS)) - _ON
    linter.set_lint_config({name: False if name in off else on for name, on in linter.get_lint_config().items()})
    return linter


def _names(group: dict[str, Any]) -> list[str]:
    """The rules of one of harper's groups; each is `{"Bool": {"name": ...}}`, a choice among several has names of its own."""
    rules = [rule for entry in group["child"]["settings"] for rule in entry.values()]
    return [name for rule in rules for name in (rule.get("names") or [rule.get("name")]) if name]
