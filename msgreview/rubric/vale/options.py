"""The options of a rule of Vale as the kind of ours has them that keeps Vale's meaning."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import regex

from msgreview.rubric.kinds import KINDS
from msgreview.rubric.lexical import is_plain
from msgreview.rubric.vale.patterns import as_regex, sets_flags


class _Lenient(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options as Vale's file has them; each kind has some."""

    exceptions: tuple[str, ...] = ()
    vocab: bool = True
    ignorecase: bool = False
    nonword: bool = False


class _Existence(_Lenient, frozen=True):
    tokens: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    append: bool = False

    def ours(self, _: "Context") -> dict[str, Any]:
        tokens = [as_regex(token) for token in self.tokens if token.strip()]
        if any(map(sets_flags, tokens)):  # What a flag is for goes on through the alternatives behind it.
            tokens = [f"(?:{token})" if is_plain(token) else token for token in tokens]
        raw = [as_regex("".join(self.raw), by_line=False)] if any(self.raw) else []
        return {"tokens": tokens, "raw": raw, "nonword": self.nonword, "append": self.append, "ignorecase": self.ignorecase}


class _Substitution(_Lenient, frozen=True):
    swap: dict[str, str] = {}
    capitalize: bool = False
    pos: str = ""

    def ours(self, context: "Context") -> dict[str, Any]:
        swap = {as_regex(key): value for key, value in self.swap.items()}
        alternatives = ("' or '" if "'%s'" in context.message else " or ") if context.replaces else ""
        own = {"nonword": self.nonword, "capitalize": self.capitalize, "ignorecase": self.ignorecase}
        return {"swap": swap, "alternatives": alternatives, **own}


class _Occurrence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str
    max: int = 0
    min: int = 0
    ignorecase: bool = False

    def ours(self, _: "Context") -> dict[str, Any]:
        most = {"max": self.max} if self.max > 0 else {}
        return {"token": as_regex(self.token, by_line=False), "min": self.min, "ignorecase": self.ignorecase, **most}


class _Repetition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tokens: tuple[str, ...] = ()
    max: int = 0
    ignorecase: bool = False
    alpha: bool = False
    exceptions: tuple[str, ...] = ()
    vocab: bool = True

    def ours(self, _: "Context") -> dict[str, Any]:
        tokens = [as_regex(token, by_line=False) for token in self.tokens]
        return {"tokens": tokens, "max": self.max, "ignorecase": self.ignorecase, "alpha": self.alpha}


class _Consistency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    either: dict[str, str]
    nonword: bool = False
    ignorecase: bool = False

    def ours(self, _: "Context") -> dict[str, Any]:
        either = {as_regex(one): as_regex(other) for one, other in self.either.items()}
        return {"either": either, "nonword": self.nonword, "ignorecase": self.ignorecase}


class _Conditional(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    first: str
    second: str
    ignorecase: bool = False
    exceptions: tuple[str, ...] = ()
    vocab: bool = True

    def ours(self, _: "Context") -> dict[str, Any]:
        first, second = as_regex(self.first, by_line=False), as_regex(self.second, by_line=False)
        return {"first": first, "second": second, "ignorecase": self.ignorecase}


class _Capitalization(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    match: str
    style: str = "AP"
    indicators: tuple[str, ...] = ()
    threshold: float = 0.0
    prefix: str = ""
    exceptions: tuple[str, ...] = ()
    vocab: bool = True

    def ours(self, _: "Context") -> dict[str, Any]:
        match = self.match if self.match.startswith("$") else as_regex(self.match, by_line=False)
        style = "Chicago" if self.style == "Chicago" else "AP"
        own = {"indicators": self.indicators, "threshold": self.threshold or 0.8, "prefix": as_regex(self.prefix)}
        return {"match": match, "style": style, **own}


class _Metric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    formula: str
    condition: str

    def ours(self, _: "Context") -> dict[str, Any]:
        formula = regex.sub(r"\bheading[._]h1\b", "headings", self.formula)
        formula = regex.sub(r"\b(?:heading[._]h[2-6]|pre)\b", "0", formula)
        return {"formula": formula, "condition": self.condition, "min_words": 1}


_GRADES = {
    "Gunning Fog": "0.4 * (words / sentences + 100 * complex_words / words)",
    "Coleman-Liau": "5.88 * characters / words - 29.6 * sentences / words - 15.8",
    "Flesch-Kincaid": "0.39 * words / sentences + 11.8 * syllables / words - 15.59",
    "SMOG": "1.043 * math.sqrt(polysyllabic_words * 30 / sentences) + 3.1291",
    "Automated Readability": "4.71 * characters / words + 0.5 * words / sentences - 21.43",
}


class _Readability(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metrics: tuple[str, ...]
    grade: float

    def ours(self, _: "Context") -> dict[str, Any]:
        unknown = [name for name in self.metrics if name not in _GRADES]
        if unknown or not self.metrics:
            raise ValueError(f"`metrics` are {', '.join(_GRADES)}, not {', '.join(unknown) or 'none'}")
        formula = " + ".join(f"({_GRADES[name]})" for name in self.metrics)
        return {"formula": f"({formula}) / {len(self.metrics)}", "condition": f"> {self.grade}", "min_words": 1}


class Context(msgspec.Struct, frozen=True):
    """What else of a rule its options depend on."""

    message: str
    replaces: bool
    """Whether its action is to put other words in the place of those found."""


_KINDS: Mapping[str, tuple[str, type[Any]]] = {
    "existence": ("existence", _Existence),
    "substitution": ("substitution", _Substitution),
    "occurrence": ("occurrence", _Occurrence),
    "repetition": ("repetition", _Repetition),
    "consistency": ("consistency", _Consistency),
    "conditional": ("conditional", _Conditional),
    "capitalization": ("capitalization", _Capitalization),
    "metric": ("metric", _Metric),
    "readability": ("metric", _Readability),
}
"""Vale's kind → ours, and its options."""

UNUSED = {
    "spelling": "spelling is read by `grammar: harper` in msgreview.yaml, and no dictionary of Vale's",
    "sequence": "it asks for parts of speech, which are not known here",
    "script": "it is a program, and no program of a style is run here",
}
"""Vale's kinds that are not run, and why."""


class Converted(msgspec.Struct, frozen=True):
    """A rule's options in our terms."""

    kind: str
    options: Any
    exceptions: tuple[str, ...]
    takes_vocabulary: bool
    unknown: tuple[str, ...]
    """Keys that mean nothing here."""


def convert(extends: str, values: dict[str, Any], context: Context) -> Converted:
    """The options of a rule. Raises ValueError, which says why it cannot be used."""
    if extends in UNUSED:
        raise ValueError(UNUSED[extends])
    if extends not in _KINDS:
        raise ValueError(f"`extends` is {extends!r}, and Vale's kinds are {', '.join(sorted((*_KINDS, *UNUSED)))}")
    kind, schema = _KINDS[extends]
    fields = {field.name: field for field in msgspec.structs.fields(schema)}
    lists = {name for name, field in fields.items() if getattr(field.type, "__origin__", None) is tuple}
    given = {key: [value] if key in lists and isinstance(value, str) else value for key, value in values.items() if key in fields}
    theirs = msgspec.convert(given, schema, strict=False)
    make: Callable[[Context], dict[str, Any]] = theirs.ours
    return Converted(
        kind=kind,
        options=msgspec.convert(make(context), KINDS[kind].options),
        exceptions=getattr(theirs, "exceptions", ()),
        takes_vocabulary=getattr(theirs, "vocab", False) and not (extends == "existence" and theirs.nonword),
        unknown=tuple(key for key in values if key not in fields),
    )
