"""Explains why a text is not YAML, and how to mend it, from the mistakes that people make."""

import re
from typing import NamedTuple

from msgreview.model.later import later
from msgreview.model.span import Source

_CONFLICT = later(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_VALUE = later(r"[ \t]*(?:- +)*(?:([^\s#:'\"{\[][^:\r\n]*):[ \t]+|- +)(?=\S)")
_TIGHT = later(r"[ \t]*(?:- +)*([A-Za-z_]+):(?=[^\s/])")
_LINE_END = later(r"[\x85\u2028\u2029](?=\s*+(?:- +)?[A-Za-z_]++:(?:\s|\Z)|\s*+\Z)")
"""What is no line end, where one is due."""
_WIDE = later(r"^[ ]*(?:- +)*(?:[A-Za-z_]+: *)?([\xa0\u2000-\u200a\u202f\u3000])", re.MULTILINE)
"""A space of another kind where YAML knows plain ones alone: before or behind a key."""
_UNSEEN = later(r"^[ ]*(?:- +)*([\ufeff\u200b-\u200f\u2060])", re.MULTILINE)
_OTHER_COLON = later(r"[ ]*(?:- +)*([a-z_]{2,})\s*([\uff1a\ufe55\u2236\ua789=;])\s*")
"""A field's name, and behind it what is no colon to YAML."""
_KEYED = later(r"([ ]*(?:- +)?)([a-z_]+):(?: +(.*))?$")
_PLAIN = later(r"([ ]*)(?![ #'\"\[{]|- |\.\.\.$|---)(?:(?!:(?: |$)).)+$")
"""A line of text that is no field."""
_COMMENT = later(r"(?<=[^\s:])[ \t]+#")
_QUOTED = later(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_APOSTROPHES = later(r"'(?:[^']|(?<=\w)'(?=\w))+'")
_NEEDS_QUOTES = later(
    r"(?P<start>\{[{%#]|[@`%]|(?<=: )[-?](?=[ \t])|[*&](?=[^\w]|\w+[^\w\s,]|\w+[ \t]+\S)|![^!\s]*(?=[ \t])|[|>][ \t]*[^\s\d+#-])"
    r"|(?P<closed>\{[^{}]*\}|\[[^\[\]]*\]|\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')[ \t]*[^\s#\]}]"
)
"""The beginning of a text that YAML takes for something else, or something closed with more text behind it."""
_ESCAPE = "between double quotes a '\\' begins a sign that YAML does not know; use single quotes"
_HEADER = "behind '|' and '>' stands nothing but '-', '+' or a number from 1 to 9"
_TAG = "a text that starts with '!' needs quotes"
PARSER_WORDS = {
    "mapping values are not allowed in this context": "a ':' stands where YAML expects none; put the text in quotes",
    "found character that cannot start any token": "a text cannot start so; put it in quotes, and indent with spaces",
    "found unexpected end of stream": "a quote or bracket is opened and never closed",
    "could not find expected ':'": "a line stands where a 'key: value' is expected; check its indentation",
    "did not find expected key": "a line is not indented like its neighbours, or a quote ends too early",
    "did not find expected ',' or ']'": "a '[' is opened and not closed",
    "did not find expected ',' or '}'": "a '{' is opened and not closed; a text that starts with '{' needs quotes",
    "found unknown escape character": _ESCAPE,
    "did not find expected hexdecimal number": _ESCAPE,
    "found invalid Unicode character escape code": _ESCAPE,
    "did not find expected <document start>": "the file has ended above, at '...'; take that line out, or begin this with '---'",
    "block sequence entries are not allowed in this context": "a text that begins with '- ' needs quotes",
    "mapping keys are not allowed in this context": "a text that begins with '? ' needs quotes",
    "found undefined alias": "a text that starts with '*' needs quotes",
    "did not find expected alphabetic or numeric character": "a text that starts with '*' or '&' needs quotes",
    "found undefined tag handle": _TAG,
    "did not find expected tag URI": _TAG,
    "did not find the expected '>'": _TAG,
    "did not find expected node content": "a value is missing here; close the bracket that is open, or put the text in quotes",
    "found an indentation indicator equal to 0": _HEADER,
    "did not find expected comment or line break": _HEADER,
    "found unexpected document indicator": "a line of a text in quotes begins with '---' or '...'; indent it with two spaces",
}
"""What the parser says, in words for people."""


class Hint(NamedTuple):
    """What is wrong, in words, and its span in the file."""

    words: str
    start: int
    end: int


def hint(source: Source, at: int, first: int) -> Hint | None:
    """Why the parser stopped at offset `at`, in what began at `first`; None where the text does not tell."""
    conflict = _CONFLICT.search(source.text)
    if conflict:
        words = "git left two versions here; keep one of them, and take out the lines of '<<<<<<<', '=======' and '>>>>>>>'"
        return Hint(words, *conflict.span())
    here = source.position(at).line
    start = source.line_span(source.position(first).line)[0]
    other = _LINE_END.search(source.text, start, source.line_span(here)[1])
    if other:
        words = f"the lines end with U+{ord(other[0]):04X}, which is text here; save the file with the line ends of other files"
        return Hint(words, *other.span())
    tab = _indenting_tab(source, here)
    if tab is not None:
        return Hint("the line is indented with a tab; YAML wants spaces", tab, tab + 1)
    wide = _WIDE.search(source.text, start, source.line_span(here)[1])
    if wide:
        code = f"U+{ord(wide[1]):04X}"
        return Hint(f"the space here is of another kind ({code}) than YAML knows; type it again", *wide.span(1))
    if unseen := _UNSEEN.search(source.text, start, source.line_span(here)[1]):
        return Hint(f"a character that nobody sees (U+{ord(unseen[1]):04X}) stands here; take it out", *unseen.span(1))
    for line in range(here, max(0, source.position(first).line - 1, here - 4), -1):
        if cause := _line(source, line) or _misplaced(source, line):
            return cause
    return None


def _misplaced(source: Source, number: int) -> Hint | None:
    """What is wrong with where a line stands, or one between it and the field above; None where nothing is."""
    above = number - 1
    while above and (not _text(source, above) or _PLAIN.match(_text(source, above))):
        above -= 1
    text, field = _text(source, number), _KEYED.match(_text(source, above)) if above else None
    key = _KEYED.match(text)
    if field and key and len(key[1]) > len(field[1]) and field[3] and not field[3].startswith(("|", ">")):
        start = source.line_span(number)[0]
        words = f"'{key[2]}:' stands further in than '{field[2]}:' above it; begin both in one column"
        return Hint(words, start, start + len(key[1]))
    for line in range(above + 1, number + 1):
        plain, (start, end) = _PLAIN.match(_text(source, line)), source.line_span(line)
        if plain and missing_space(plain[0]):
            return _line(source, line)
        if plain and (other := _OTHER_COLON.match(plain[0])):
            shown = f"'{other[1]}{other[2]}' is no field to YAML; write '{other[1]}: ' with a plain colon and a space"
            return Hint(shown, start + other.start(1), start + other.end(2))
        if field and plain and len(plain[1]) <= len(field[1]):
            words = f"a text of several lines stands below '{field[2]}: |', each line two spaces further in"
            return Hint(words, start + len(plain[1]), end)
    return None


def _text(source: Source, number: int) -> str:
    start, end = source.line_span(number)
    return source.text[start:end].rstrip()


def _indenting_tab(source: Source, line: int) -> int | None:
    start, end = source.line_span(line)
    text = source.text[start:end]
    white = text[: len(text) - len(text.lstrip())]
    return start + white.index("\t") if "\t" in white else None


def _unwrapped(text: str) -> str:
    """A text without the quotes round the whole of it, in which others stand: `"He said "yes""` → `He said "yes"`."""
    if _APOSTROPHES.fullmatch(text):
        return text[1:-1]
    depth, inside = 0, False
    for at, sign in enumerate(text):
        if sign == '"':
            opens = at + 1 < len(text) and not text[at + 1].isspace() and (not at or not text[at - 1].isalnum())
            depth += 1 if opens else -1
            inside = inside or depth > 1
            if depth <= 0 and at + 1 < len(text):
                return text
    return text[1:-1] if inside and depth == 0 else text


def _line(source: Source, number: int) -> Hint | None:
    """The mistake in a line by itself; None where there is none."""
    start, end = source.line_span(number)
    text = source.text[start:end]
    value = _VALUE.match(text)
    if value:
        match = _NEEDS_QUOTES.match(text, value.end())
        if match:
            shown = match["closed"] or match["start"][: 2 if match["start"][0] == "{" else 1]
            key = f"{value[1]}: " if value[1] else "- "
            rest = _unwrapped(text[value.end() :].rstrip()).replace("'", "''")
            rest = rest if len(rest) <= 30 else rest[:30].rstrip() + "…"
            words = f"a text that begins with {shown} needs quotes round it: {key}'{rest}'"
            return Hint(words, start + value.end(), start + value.end() + len(shown))
    if value or text.lstrip(" -").startswith(("{", "[")):
        comment = _COMMENT.search(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text), value.end() if value else 0)
        if comment:
            words = "a '#' after a space begins a comment; put the text in quotes, or the comment on a line of its own"
            return Hint(words, start + comment.end() - 1, end)
    tight = _TIGHT.match(text)
    if tight and not value:
        return Hint(missing_space(text), start + tight.end(1), start + tight.end())
    return None


def missing_space(text: str) -> str:
    """Behind which key a text has no space, in words; "" where it begins with none."""
    tight = _TIGHT.match(text)
    return f"a space is missing after '{tight[1]}:'" if tight else ""
