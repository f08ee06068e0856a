"""The words of a message as a short hash: the same for the same words, wherever and however they are stored.

Subject, body, parts and channel count, and whether the text is HTML or Markdown. Tags, owner, comments, samples, the order of
keys, line ends and white space do not, nor does the way in which Unicode spells a letter. A used message counts with its words.
Since version 2 template comments, blanks inside `{{ }}`, and comments and styles of HTML do not count either; stamps of
version 1 are compared with hashes made by its rules. Version 3 differs where Outlook shows some of its readers a comment of HTML,
version 4 where a style sheet hides something, and version 5 where styles hide in more ways, strike out or add: that counts.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from unicodedata import is_normalized, normalize

from msgreview.catalogue.index import closure
from msgreview.markup.hidden import StyleSheets, pictures
from msgreview.markup.outlook import outlook
from msgreview.model.blake2 import blake2b
from msgreview.model.message import Message
from msgreview.model.span import Span

_VERSION, _OUTLOOK, _HIDDEN, _LOOKS = "2-", "3-", "4-", "5-"
"""What fingerprints start with; those of texts of which Outlook alone shows some, of those of which style sheets hide some, and
of those that styles change in further ways. Those of version 1 have nothing there."""
_DIGITS = 5
"""Bytes of a fingerprint, twice as many hexadecimal digits: a chance in a million that two of 1,000 versions agree."""
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
"""How a tag of a template begins → how it ends."""
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
_PLAIN_TAGS = re.compile(r"(?:[^{]++|\{(?![{%#])|\{\{ (?=\S)[^{}]*+(?<=\S )\}\}|\{% (?=\S)[^{}%]*+(?<=\S )%\})*+")
"""A text whose tags have one blank inside each delimiter already."""
_INK = re.compile(r"\S|\Z")
_SIGNS = ("-", "+")
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_LOOK = re.compile(
    r"""\s(?:style|class|width|height|align|valign|bgcolor|border|cell(?:padding|spacing))\s*=\s*("[^"]*"|'[^']*')""", re.I
)
_NAMING = re.compile(r"""\s(style|class|id|hidden)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""", re.I)
_FADES = re.compile(r"(?:opacity|max-height)\s*:\s*0|:\s*transparent|:\s*-\d{3}", re.I)
_SOUNDS_HIDDEN = re.compile(r"hid(?:e|den)|invisible|\bd?-?none\b|sr-only", re.I)
_MAY_LOOK = re.compile(
    r"(?:size|font|width|height|scale|zoom)\s*:\s*[01.]|overflow|clip|transform|filter|mso-hide|content|line-through|\burl\("
    r"|-\d{3}|\bcolor\s*:|opacity|\\|/\*",
    re.I,
)
_HIDES = re.compile(r":\s*(?:none|hidden)\b", re.I)


def own_fingerprint(message: Message, like: str = _LOOKS) -> str:
    """The hash of a message's own words; a used message counts by its id alone. By the rules of another one, or today's."""
    texts = [message.subject, message.body]
    for part in message.parts:
        texts += [part.use or "", part.text or "", part.write or ""]
    if "-" not in like:
        return _hash([message.channel, message.format, *texts])
    is_html = message.format == "html"
    markup = _html if is_html else str
    shown = [text for each in texts for text in outlook(each)] if is_html and like >= _OUTLOOK else []
    hidden = [mark for each in texts for mark in _hidden(each)] if is_html and like >= _HIDDEN else []
    looks = [mark for each in texts for mark in _looks(each)] if is_html and like >= _LOOKS else []
    words = (_template(markup(text)) if text else "" for text in (*texts, *shown))
    version = _LOOKS if looks else _HIDDEN if hidden else _OUTLOOK if shown else _VERSION
    return version + _hash([message.channel, message.format, *words, *hidden, *looks])


def own_fingerprints(message: Message) -> tuple[str, str, str]:
    """The hash of a message's own words by today's rules, and by those of versions 1 and 2."""
    today = own_fingerprint(message)
    second = today if today.startswith(_VERSION) else own_fingerprint(message, _VERSION)
    return today, own_fingerprint(message, ""), second


def fingerprint(id_: str, own: Callable[[str], str], uses: Callable[[str], tuple[str, ...]]) -> str:
    """The hash of all words of message `id_`, those of the messages it uses included, each once.

    `own` and `uses` tell, by id, a message's own fingerprint ("" for one that does not exist) and what it uses.
    """
    prints = [own(each) for each in closure([id_], uses)]
    if len(prints) == 1:
        return prints[0]
    version = max(each[:2] for each in prints) if "-" in prints[0] else ""
    return version + short_hash("".join(prints).encode())


def _hash(words: list[str]) -> str:
    return short_hash("\x1f".join(map(_plain, words)).encode("utf-8", "surrogatepass"))


def _plain(text: str) -> str:
    text = " ".join(text.split())
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def tags(text: str) -> Iterator[Span]:
    """The spans of a template's expressions, statements and comments, in one pass, up to one that is never closed."""
    at = 0
    while (start := text.find("{", at)) >= 0:
        closing = CLOSING.get(text[start : start + 2])
        at = start + 1
        if closing:
            end = text.find(closing, start + 2)
            if end < 0:
                return
            at = end + 2
            yield Span(start, at)


def _template(text: str) -> str:
    """A template without its comments, with one blank inside each delimiter."""
    if "{" not in text or _RAW.search(text) or _PLAIN_TAGS.fullmatch(text):
        return text
    out: list[str] = []
    at = 0
    for start, end in tags(text):
        before, inside = text[at:start], text[start + 2 : end - 2]
        at = end
        if text[start + 1] == "#":
            out.append(before.rstrip() if inside.startswith("-") else before)
            at = _INK.search(text, at).start() if inside.endswith("-") else at  # type: ignore[union-attr]  # it always matches
        else:
            first, last = inside[:1] if inside[:1] in _SIGNS else "", inside[-1:] if inside[-1:] in _SIGNS else ""
            words = inside[len(first) : len(inside) - len(last)].strip()
            out.append(f"{before}{text[start : start + 2]}{first} {words} {last}{text[end - 2 : end]}")
    return "".join((*out, text[at:]))


def _html(text: str) -> str:
    """HTML without its comments, its style sheets and what tags say of their look, unless that hides something."""
    text = _without(_without(text, "<!--", "-->"), "<style", "</style>") if "<!--" in text or "<style" in text else text
    return _TAG.sub(_tag, text)


def _hidden(text: str) -> Iterator[str]:
    """What stands for the words of an HTML text that its style sheets hide: their rules, and the number of each tag.

    Where a shared message may bring the style sheet, the tags of classes that sound like it.
    """
    sheets = _first_sheets(text)
    yield from (repr((sorted(rule.names), rule.property, rule.hides, rule.where)) for rule in sheets.rules)
    may_share = "{%" in text and _SOUNDS_HIDDEN.search(text)
    if not (sheets.rules or may_share or _FADES.search(text)):
        return
    for number, tag in enumerate(_TAG.finditer(text)):
        attributes = _attributes(tag)
        where = sheets.look(_name(tag), attributes).hidden
        if where is not None or (may_share and _SOUNDS_HIDDEN.search(attributes.get("class", ""))):
            yield f"{number} {where or ''}"


def _looks(text: str) -> Iterator[str]:
    """What stands for the pictures and words that the styles of an HTML text add, and for what they hide since version 5."""
    if not _MAY_LOOK.search(text):
        return
    sheets, first = StyleSheets(text), _first_sheets(text)
    yield from (*sheets.words, *pictures(text))
    tags_ = [(_name(tag), _attributes(tag)) for tag in _TAG.finditer(text)]
    looks = [sheets.look(*tag) for tag in tags_]
    is_tiny = any(look.tiny for look in looks)
    for number, (tag, look) in enumerate(zip(tags_, looks, strict=True)):
        if look.struck or (is_tiny and look.tiny is not None) or look.hidden != first.look(*tag).hidden:
            yield f"{number} {look.hidden} {look.tiny} {look.struck}"


@lru_cache(maxsize=4)
def _first_sheets(text: str) -> StyleSheets:
    """The style sheets of a text as version 4 knows them. Cached, as both versions ask for them."""
    return StyleSheets(text, first=True)


def _name(tag: re.Match[str]) -> str:
    return tag[0][1:-1].split(None, 1)[0].lower()


def _attributes(tag: re.Match[str]) -> dict[str, str]:
    """What a tag says that may hide its words."""
    return {key.lower(): value.strip("\"'") for key, value in _NAMING.findall(tag[0])}


def _without(text: str, opening: str, closing: str) -> str:
    """A text without what stands between these, inclusive."""
    out: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        out.append(text[at:start])
        at = end + len(closing)
    return "".join((*out, text[at:]))


def _tag(tag: re.Match[str]) -> str:
    shown = _LOOK.sub(lambda look: look[0] if _HIDES.search(look[1]) else "", tag[0])
    return shown[:-1].rstrip("/ \t\r\n") + ">"


def short_hash(data: bytes) -> str:
    """Ten hexadecimal digits that stand for some data, as fingerprints have."""
    return blake2b(data, digest_size=_DIGITS).hexdigest()
