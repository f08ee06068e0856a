"""Names in a template that nothing fills, and blanks that were never filled in.

`find` says which: `undeclared` (used, but in no sample, variable, setting or policy; silent where a message has neither
samples nor `variables`), `no-sample` (names and not one sample to read the message with), `unused` (declared or sampled
and not in the text), `unfilled` (`[NAME]`, `XXX`, `<<x>>`, `((x))`, `%s`, `{{ x }}`, `____`, TODO in what the customer reads,
and how other systems write theirs: `*|NAME|*`, `[% x %]`, `%%x%%`, `{first_name}`), `greeting-fallback` ("Dear ," where a
name came out empty).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import msgspec

from msgreview.language import TAGS, language
from msgreview.matching.pattern import Pattern
from msgreview.model.finding import Hit
from msgreview.model.later import later
from msgreview.model.message import Entry
from msgreview.rubric.kind import Kind
from msgreview.rubric.view import MessageView, View
from msgreview.template.notations import GAP, NO_LINK, SAID

if TYPE_CHECKING:
    from msgreview.template.variant_set import VariantSet

_BLANKS = tuple(language(tag).blanks for tag in TAGS)
_FIELDS = "|".join(blanks.fields for blanks in _BLANKS)
_ASKS = "|".join(blanks.asks for blanks in _BLANKS)
_NAMED = rf"\[(?i:(?:[a-z]+[ _-]){{0,2}}(?:{_FIELDS}))\]"
_UNFILLED = "|".join(
    (
        r"\{\{[^{}\n]{0,80}\}\}|\{%[^%\n]{1,80}%\}",
        r"\[\[[^\[\]\n]{1,60}\]\]",
        r"\[%[^%\n]{1,80}%\]|<%[^%\n]{1,80}%>|\*\|[A-Z][A-Z0-9_:]*\|\*|\{![\w.]+\}|[%#]\{\w[\w.]*\}",
        r"%%[A-Za-z][\w .]{0,40}%%|##[A-Za-z][\w .]{0,40}##|@@[A-Za-z]\w*@@|\$[A-Z][A-Z_]+\$|«[A-Za-z]+(?:_\w+)+»",
        rf"\{{\$?(?:[A-Za-z]\w*(?:[._]\w+)+|[a-z]+[A-Z]\w*|(?i:(?:[a-z]+[ _-]){{0,2}}(?:{_FIELDS})))\}}",
        r"(?<![\w\\}])\{[a-zß-ÿ]{3,20}\}(?!\w)",
        rf"{_NAMED}{NO_LINK}",
        rf"{GAP}{NO_LINK}",
        r"\(insert [^()\n]{1,60}\)|\b(?:ADD|ENTER|INSERT|PUT|TYPE)(?: [A-Z]+){1,4} HERE\b",
        r"\b[Xx]{2}(?P<sign>[/.-])[Xx]{2}(?P=sign)[Xx]{2,4}\b",
        rf"\[[A-Z][A-Z0-9 _/'-]+\]{NO_LINK}",
        rf"\[(?i:{_ASKS})\b[^\]\[\n]{{0,60}}\]{NO_LINK}",
        r"\b[Xx]{3,}\b",
        rf"<<(?:[a-z]\w*|\w+[._]\w[\w.]*|[A-Z]+[a-z]*[A-Z]\w*|[\w. ]+[|][\w ]+|(?i:(?:[a-z]+[ _-]){{0,3}}(?:{_FIELDS})))>>",
        r"\(\([^()\n]{1,60}\)\)",
        r"%\(\w+\)[sd]|%[sd]\b",
        r"%[A-Za-z][A-Za-z0-9_]{2,}%",
        r"_{4,}",
        rf"<(?i:(?:[a-z]+[ _-]){{0,3}}(?:{_FIELDS}))>(?![^<\n]*</)",
        r"\$\{\w[\w.]*\}",
        r"\b(?:TODO|FIXME|TB[ACD](?:/TB[ACD])?)\b",
    )
)
_SAID = frozenset(f"[{word}]" for word in SAID)

_LABEL = later(rf"\[(?!(?i:{_FIELDS})\])[A-Z]+[0-9]*\]")
"""What a subject may begin with, for the reader to sort mail by: `[STAGING]`, `[MAPS27]`."""

_NUMBER = later(r"\[[A-Z]+(?:-[A-Z]+)*-\d+\]")
"""The number of an order, a case or a rule, as systems put it into a text."""

_PART_OF_COMMAND = later(rf"<(?!(?:{_FIELDS})>)[a-z]{{2,12}}>(?![^<\n]*</)")
_MANY_PARTS = 3
"""How many words in angle brackets show that a text explains commands: `SUBSCRIBE <list> <name>`."""

_BY_HAND = 10
"""The length of a line after a label from which on it is for the reader to write on."""

_WITHIN = later(r"[A-Za-z]+(?:[=&@_-]\w|/\w|[.?]\w)")
"""Letters that go on into the name of a file, an address or a number of a record."""

_THIRTY = later(
    r"\b(?:(?:Volume|Vol\.|Part|Chapter|Book|Psalm|Canto|Appendix|Louis|Pope \w+)"
    r"|(?!Dear|Hi|Hello|Hey|Good)[A-Z]\w+ (?!Mr|Ms|Mx|Miss|Dr|Prof|Morning|Afternoon|Evening)[A-Z][a-z]+) $"
)
"""What stands before XXX where it is a Roman thirty and no blank."""

_CONTROL = later(
    r"[\[<]%[-+=~]?\s*(?:(?-i:[A-Z]{2,}\b)|if|els|end|unless|for|while|switch|case|set|block|include|process|use|filter|}|do\b)",
    re.IGNORECASE,
)
"""A tag by which another system chooses what it sends: no blank, as nobody but that system can fill it."""

_NO_NAME = rf"^(?:{'|'.join(blanks.no_name for blanks in _BLANKS)})(?![ \t]*[^\W\d_])"


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `placeholder`."""

    find: Literal["undeclared", "no-sample", "unfilled", "unused", "greeting-fallback"]


def patterns(options: Options) -> tuple[Pattern, ...]:
    """What a blank looks like."""
    if options.find == "unfilled":
        return (Pattern(_UNFILLED, ignorecase=False),)
    return (Pattern(_NO_NAME),) if options.find == "greeting-fallback" else ()


def check_text(view: View, options: Options) -> Iterator[Hit]:
    """One hit a blank."""
    for passage in view.passages:
        for start, end in view.spans(passage, 0):
            is_label = passage.field == "subject" and start == 0 and _LABEL.fullmatch(passage.text[:end])
            if options.find != "unfilled" or (not is_label and _is_blank(passage.text, start, end)):
                yield passage.hit(start, end, passage.text[start:end])


def _is_blank(text: str, start: int, end: int) -> bool:
    """Whether a match is left over, and no part of a name, no word that is meant and no line across the page."""
    words = text[start:end]
    if words.startswith("<") and _explains_commands(text):
        return False
    if words.startswith("_"):
        label = text[text.rfind("\n", 0, start) + 1 : start].strip()
        if end - start >= _BY_HAND and label.endswith(":"):
            return False
        return bool(label or text[end:].partition("\n")[0].strip())
    if words[:1] == "[" and words[1:2].islower() and _in_quotes(text, start) and not re.fullmatch(_NAMED, words):
        return False
    if not words.isalpha():
        return words not in _SAID and not _NUMBER.fullmatch(words) and not _CONTROL.match(words)
    if _WITHIN.match(text, start) or (start and text[start - 1] in "./?=&#@_"):
        return False
    return words != "XXX" or not _THIRTY.search(text[max(0, start - 60) : start])


@lru_cache(maxsize=1)  # A text is asked about for each of its blanks.
def _explains_commands(text: str) -> bool:
    return len(_PART_OF_COMMAND.findall(text)) >= _MANY_PARTS


def _in_quotes(text: str, at: int) -> bool:
    """Whether words of somebody else are said at a place of a line, in which brackets hold a word put in."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count('"') % 2 == 1 or line.rfind("“") > line.rfind("”")


def check(view: MessageView, options: Options) -> Iterator[Hit]:
    """One hit a name; one hit on the id for a message without samples."""
    if options.find == "undeclared":
        yield from _undeclared(view.entry, view.variants)
    elif options.find == "no-sample":
        yield from _no_sample(view)
    elif options.find == "unused":
        yield from _unused(view.entry, view.variants)


def _undeclared(entry: Entry, variants: "VariantSet") -> Iterator[Hit]:
    """Each undeclared name once, where it is first used; policies have their own rule.

    A name in the text of a message that this one uses may be declared there: the hit is on the samples that lack it.
    """
    message = entry.message
    own = "samples" if message.samples else "variables"
    if not message.samples and not message.variables:  # `no-sample` lists all the names, once.
        return
    names_seen: set[str] = set()
    for used in variants.names:
        if not used.defined and used.name not in names_seen and _root(used.name) != "policy":
            names_seen.add(used.name)
            if used.origin.message != message.id:
                span = entry.span(own)
                yield Hit(span.key_start, span.key_end, own, (used.name,))
                continue
            yield Hit(used.start, used.end, used.origin.field, (used.name,), used.name, used.origin)


def _no_sample(view: MessageView) -> Iterator[Hit]:
    given = {"policy", *view.settings.config.variables}
    names = dict.fromkeys(used.name for used in view.variants.names if _root(used.name) not in given)
    if names and not view.entry.message.samples:
        span = view.entry.span("id")
        yield Hit(span.start, span.end, "id", (", ".join(names),))


def _unused(entry: Entry, variants: "VariantSet") -> Iterator[Hit]:
    used = {_root(name.name) for name in variants.names}
    message = entry.message
    declared = [("variables", name) for name in message.variables]
    sampled = [(f"samples.{sample}", name) for sample, values in message.samples.items() for name in values]
    names_seen: set[str] = set()
    for field, name in declared + sampled:
        if _root(name) not in used and name not in names_seen:
            names_seen.add(name)
            span = entry.spans.get(f"{field}.{name}") or entry.span(field)
            yield Hit(span.key_start, span.key_end, f"{field}.{name}", (name,))


def _root(name: str) -> str:
    return name.partition(".")[0]


KIND = Kind("placeholder", __doc__, Options, args=("name",), patterns=patterns, check_text=check_text, check_message=check)
