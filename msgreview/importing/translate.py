"""A text of another system as a template of ours, piece by piece, and the pieces that give it back."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from msgreview.model.message import Variable
from msgreview.template.looked_up import Quoted, quoted
from msgreview.template.notations import CONDITION, NOTATIONS
from msgreview.template.tag_languages import LANGUAGES, ONE, TRANSLATED
from msgreview.template.tags import STRING, Tag, as_name

TAG = re.compile(r"\{\{(?:(?!\{\{)[^\r\n])*?\}\}|\{%(?:(?!\{%)[^\r\n])*?%\}|\{#(?:(?!\{#)[^\r\n])*?#\}|\{[{%#]|\{(?=\r)")
"""What looks like template code in a text that has none. None reaches beyond where the next begins, which would take long."""
_OPENER = re.compile(r"\{[{%#]")
_DASHES = re.compile(r"(?<=\[%)[-+=~]\s?|[-+=~](?=%\])|(?<=\{\{)-|-(?=\}\})")
_QUOTED = re.compile(STRING)
_IN_WORDS = re.compile(
    r"\\(?P<escaped>[\s\S])|(?P<named>%\((?P<of>\w+)\)[sd]|[%#]?\{(?P<or>\w+)\}|(?<!\w):(?P<colon>[a-z]\w*))"
    r"|(?P<next>%[sd1-9]|\{\d?\})|(?P<percent>%%)"
)
"""What is no plain character in words that a system looks up: an escape, a value by its name or in order, a percent sign."""
_ESCAPES = {"n": "\n", "t": "\t"}
_LITERAL = re.compile(rf"(?P<tag>{TAG.pattern})|(?P<end>\r\n)|(?P<return>\r)")


class Piece(NamedTuple):
    """A piece of a template, and what the other system has for it: "" in the template for what stands round words in quotes."""

    template: str
    source: str


class Translation(msgspec.Struct, frozen=True):
    """A text of another system as a template."""

    pieces: tuple[Piece, ...]
    opaque: bool = False
    """Whether it decides something that only the other system can."""
    has_tags: bool = False
    """Whether it holds what looks like template code, written so that it is read as text."""

    @property
    def template(self) -> str:
        """The template."""
        return "".join(piece.template for piece in self.pieces)


class Names(msgspec.Struct):
    """The names in the texts of a message. One that two placeholders would have is given to the first, `name_2` to the other."""

    variables: dict[str, Variable] = {}
    declared: Mapping[str, str] = {}
    """How the system writes a name → the name that it has here already."""
    filled: Collection[str] = ()
    """Placeholders that look like blanks left by a person, and are none."""
    _spellings: dict[str, str] = {}
    """Name → what stands between the signs of its placeholder."""

    def name(self, tag: Tag, source: str, inside: str) -> str:
        """The name of what a placeholder prints, declared with how it is written."""
        written = _DASHES.sub("", source)
        name = self.declared.get(written) or self._free(tag.name, inside)
        self._spellings[name] = inside
        if name not in self.variables or not self.variables[name].written:
            self.variables[name] = Variable(written=written, example=tag.default or None)
        return name

    def repeated(self, name: str, loops: Collection[str]) -> None:
        """Declares what a loop goes through, unless that is a part of what another one goes through."""
        if name.partition(".")[0] not in loops:
            self.variables.setdefault(name, Variable(about="what is repeated", type="list"))

    def flag(self, tag: Tag, inside: str, source: str, loops: Collection[str]) -> str:
        """The test of a condition; one that only the other system can decide is a name of its own, declared as a yes or no."""
        if not tag.flag:
            for name in _tested(tag.test):
                if name.partition(".")[0] in loops:
                    continue
                flag_only = tag.test in (name, f"not {name}")
                self.variables.setdefault(name, Variable(about="decides what is read", type="flag" if flag_only else None))
            return tag.test
        written = source + "…))" if source.endswith("??") else _DASHES.sub("", source)
        flag = self.declared.get(written) or self._free(tag.flag, inside)
        self._spellings[flag] = inside
        about = "a condition that the sending system decides" if tag.inexact else "decides what is read"
        decided = Variable(about=about, type="flag", written=written)
        self.variables.setdefault(flag, decided)
        return tag.test.replace(tag.flag, flag)

    def _free(self, wanted: str, inside: str) -> str:
        """A name that no other spelling has."""
        number, name = 1, wanted
        while self._spellings.get(name, inside) != inside:
            number += 1
            name = f"{wanted}_{number}"
        return name


class _Match(NamedTuple):
    """A tag and where it stands."""

    start: int
    end: int
    inside: str
    tag: Tag
    words: Quoted | None = None
    plain_dashes: bool = True
    """Whether `-` at the edge of a tag takes away white space as it does in a template."""


def _tested(test: str) -> list[str]:
    """The names in a test of ours."""
    words: list[str] = re.findall(r"(?<![\w.|])[^\W\d]\w*(?:\.\w+)*", _QUOTED.sub("''", test))
    return [word for word in words if word not in ("and", "or", "not")]


def literal(text: str) -> str:
    r"""The template that renders as `text`, whatever it holds.

    What looks like a tag stands between raw tags, where each character still maps to itself; a carriage return, which
    Jinja would turn into a line feed, is written as `{{ '\r' }}`.
    """
    return "".join(piece.template for piece in _literal_pieces(text, crlf=False))


def _literal_pieces(text: str, *, crlf: bool, before_tag: bool = False) -> Iterator[Piece]:
    """The pieces of a text without placeholders; with `crlf`, CRLF is a line end and no two characters."""
    last = "{" if before_tag and text.endswith("{") else ""
    text = text.removesuffix(last) if last else text
    at = 0
    for match in _LITERAL.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()], text[at : match.start()])
        at = match.end()
        if match["tag"]:
            yield Piece(_raw(match["tag"]), match["tag"])
        elif match["end"] and crlf:
            yield Piece("\n", "\r\n")
        else:
            yield Piece("{{ '\\r' }}", "\r")
            if match["end"]:
                yield Piece("\n", "\n")
    if text[at:]:
        yield Piece(text[at:], text[at:])
    if last:
        yield Piece("{{ '{' }}", "{")


def _raw(tag: str) -> str:
    if "endraw" in tag:
        return _OPENER.sub(lambda opener: f"{{{{ '{opener[0]}' }}}}", tag)
    return f"{{% raw %}}{tag}{{% endraw %}}"


def all_crlf(text: str) -> bool:
    """Whether every line of a text ends with CRLF: that is how it was saved, not what it says."""
    plain = text.replace("\r\n", "")
    return "\r\n" in text and "\n" not in plain and "\r" not in plain


def translate(text: str, notations: Sequence[str], names: Names, *, any_line_end: bool = False) -> Translation:
    """The template of a text in which another system fills in names, written in some of `NOTATIONS`, the first that fits.

    CRLF is a line end where every line of the text ends with it, or with `any_line_end`.

    >>> names = Names()
    >>> translate("Dear ((first name)), 50% off {% x %}", ["notify"], names).template
    'Dear {{ first_name }}, 50% off {% raw %}{% x %}{% endraw %}'
    >>> names.variables["first_name"].written
    '((first name))'
    """
    crlf = any_line_end or all_crlf(text)
    pieces: list[Piece] = []
    matches, opaque = _structured(_matches(text, tuple(notations), {*names.filled, *names.declared}))
    at = 0
    for match in matches:
        pieces += _literal_pieces(text[at : match.start], crlf=crlf, before_tag=True)
        if match.words:
            pieces += _quoted_pieces(text[match.start : match.end], match.words, names)
        else:
            pieces.append(Piece(_tag(match, text, names, matches), text[match.start : match.end]))
        at = match.end
    pieces += _literal_pieces(text[at:], crlf=crlf)
    has_tags = any(piece.template.startswith(("{% raw", "{{ '")) for piece in pieces)
    return Translation(tuple(piece for piece in pieces if piece.source), opaque, has_tags)


def _quoted_pieces(source: str, words: Quoted, names: Names) -> Iterator[Piece]:
    """The pieces of a tag that says something itself: its words, and the code round them."""
    yield Piece("", source[: words.start])
    at, values = words.start, iter(words.values)
    for match in _IN_WORDS.finditer(source, words.start, words.end):
        yield from _literal_pieces(source[at : match.start()], crlf=False)
        name = ""
        if match["named"] and words.by_name:
            name = as_name(match["of"] or match["or"] or match["colon"])
        elif match["next"] and not words.by_name:
            name = next(values, "")
        if match["colon"] and name not in words.values:  # As in "at 9:pm".
            name = ""
        if match["escaped"]:
            yield Piece(_ESCAPES.get(match["escaped"], match["escaped"]), match[0])
        elif name:
            yield Piece(f"{{{{ {names.name(Tag('print', name), match[0], name)} }}}}", match[0])
        elif match["percent"] and words.values:
            yield Piece("%", match[0])
        else:
            yield from _literal_pieces(match[0], crlf=False)
        at = match.end()
    yield from _literal_pieces(source[at : words.end], crlf=False)
    yield Piece("", source[words.end :])


@lru_cache
def _pattern(notations: tuple[str, ...]) -> re.Pattern[str]:
    named = [f"(?P<n{number}>{NOTATIONS[name].pattern})" for number, name in enumerate(notations)]
    return re.compile("|".join(([CONDITION.pattern] if _has_conditions(notations) else []) + named))


def _has_conditions(notations: Sequence[str]) -> bool:
    return "notify" in notations or "personalisation" in notations


def _matches(text: str, notations: tuple[str, ...], known: Collection[str]) -> list[_Match]:
    """The tags of a text, in order; of what people write by hand too, those that are `known`."""
    matches: list[_Match] = []
    for match in _pattern(notations).finditer(text) if notations else ():
        if _has_conditions(notations) and match["condition"]:
            start, end = match.span("then")
            test = as_name(match["condition"])
            matches.append(_Match(match.start(), start, match["condition"], Tag("if", test=test, flag=test)))
            matches.append(_Match(end, match.end(), "", Tag("end")))
            continue
        number = next(number for number in range(len(notations)) if match[f"n{number}"] is not None)
        notation = NOTATIONS[notations[number]]
        if notation.by_hand_too and match[0] not in known:
            continue
        first = match.re.groupindex[f"n{number}"]
        group = next(each for each in range(first + 1, first + 1 + notation.groups) if match[each] is not None)
        inside, before = match[group], match.start(group) - match.start()
        words = quoted(inside)
        if words:
            words = words._replace(start=words.start + before, end=words.end + before)
        tag = Tag("words") if words else LANGUAGES[notation.language](inside)
        plain = inside.strip("-+=~ \t\r\n")
        matches.append(_Match(match.start(), match.end(), plain, tag, words, notation.language != "toolkit"))
    return matches


def _structured(matches: list[_Match]) -> tuple[list[_Match], bool]:
    """The tags with each end that of what it ends, and whether any of them does what no template of ours can.

    Where ends and beginnings do not fit, nothing is decided here. What is only defined, and not shown, is one opaque piece.
    """
    stack: list[tuple[int, Tag]] = []
    made: dict[int, Tag] = {}
    hidden: list[tuple[int, int]] = []
    for number, match in enumerate(matches):
        kind = match.tag.kind
        if kind in ("if", "for", "opens"):
            stack.append((number, match.tag))
        elif kind == "else" and stack and stack[-1][1] == TRANSLATED:
            made[stack[-1][0]], made[number] = ONE, match.tag
            stack[-1] = stack[-1][0], ONE
        elif kind in ("else", "elif") and stack:
            made[number] = match.tag if stack[-1][1].kind == "if" else Tag("opaque")
        elif kind == "end" and stack:
            first, opener = stack.pop()
            made[number] = Tag("opaque") if opener.kind == "opens" else Tag("end", {"if": "endif", "for": "endfor"}[opener.kind])
            if opener.kind == "opens":
                made[first] = Tag("opaque")
                hidden += [(first, number)] if opener.name == "hidden" else []
        elif kind in ("else", "elif", "end"):
            stack.append((number, match.tag))
            break
    if stack:
        made = {at: Tag("opaque") for at, match in enumerate(matches) if match.tag.kind not in ("print", "opaque")}
        hidden = []
    result = [match._replace(tag=made.get(at, match.tag)) for at, match in enumerate(matches)]
    for first, last in reversed(hidden):
        if any(start < first and last < end for start, end in hidden):
            continue
        result[first : last + 1] = [result[first]._replace(end=result[last].end)]
    return result, any(each.tag.kind == "opaque" or each.tag.inexact for each in result)


def _tag(match: _Match, text: str, names: Names, matches: Sequence[_Match]) -> str:
    """A tag as our templates write it."""
    tag, source = match.tag, text[match.start : match.end]
    left, right = _dashes(match, text)
    loops = {each.tag.name for each in matches if each.tag.kind == "for"}
    match tag.kind:
        case "print":
            name = tag.name if tag.name.partition(".")[0] in loops else names.name(tag, source, match.inside)
            return f"{{{{{left} {name} {right}}}}}"
        case "if" | "elif":
            return f"{{%{left} {tag.kind} {names.flag(tag, match.inside, source, loops)} {right}%}}"
        case "for":
            names.repeated(tag.test, loops)
            return f"{{%{left} for {tag.name} in {tag.test} {right}%}}"
        case "else":
            return f"{{%{left} else {right}%}}"
        case "end":
            return f"{{%{left} {tag.name} {right}%}}"
    return f"{{#{left} {source.replace('#}', '# }').replace(chr(13), '')} {right}#}}"


def _dashes(match: _Match, text: str) -> tuple[str, str]:
    """The dashes of a tag that take away what those of the other system do: there one line end, here all white space."""
    source = text[match.start : match.end]
    left = re.match(r"(?:\[%|\{\{|\{%)-(?!-)", source) is not None
    right = re.search(r"(?<!-)-(?:%\]|\}\}|%\})$", source) is not None
    if not match.plain_dashes:
        left = left and re.search(r"(?:^|[^\s])\r?\n[ \t]*$", text[max(0, match.start - 200) : match.start]) is not None
        right = right and re.match(r"[ \t]*\r?\n(?=[^\s])", text[match.end : match.end + 200]) is not None
    return "-" * left, "-" * right
