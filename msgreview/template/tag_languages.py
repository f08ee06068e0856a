"""The languages that are spoken inside of tags: `LANGUAGES` reads one tag.

It prints something, opens, turns or closes a condition or a loop, or does what no reader gets to see.
"""

import re
from collections.abc import Callable

from msgreview.model.later import later
from msgreview.template.tags import STRING, Tag, TagKind, as_flag, as_name, as_test, printed_name


def _if(written: str, kind: TagKind = "if", *, negated: bool = False) -> Tag:
    test = as_test(written)
    flag = "" if test else as_flag(written)
    wanted = test or flag
    if negated:
        wanted = f"not ({wanted})" if " " in wanted else f"not {wanted}"
    return Tag(kind, test=wanted, flag=flag, inexact=bool(flag))


def _name(inside: str) -> Tag:
    return Tag("print", as_name(inside.partition("|")[0]))


_TOOLKIT = later(
    r"(?P<word>IF|ELSIF|ELSEIF|UNLESS|ELSE|END|FOREACH|FOR|USE|PROCESS|INCLUDE|INSERT|SET|BLOCK|DEFAULT|CALL|FILTER|SWITCH|CASE"
    r"|WHILE|TRY|CATCH|FINAL|THROW|NEXT|LAST|RETURN|STOP|MACRO|WRAPPER|META|RAWPERL|PERL|DEBUG|VIEW|TAGS|CLEAR)\b(?P<rest>[\s\S]*)"
)
_OPENERS = ("FILTER", "SWITCH", "WHILE", "TRY", "WRAPPER")
_LOOP = later(r"\s*(\w+)\s*(?:=|IN\b)\s*([\s\S]*)")
_ASSIGNED = later(r"[^\W\d]\w*(?:\.\w+)*\s*=(?!=)")


def _toolkit(inside: str) -> Tag:
    """A directive of Template Toolkit."""
    text = inside.strip().strip("-+=~").strip()
    if text.startswith("#") or not text:
        return Tag("opaque")
    if text.startswith("|"):  # A filter of what follows.
        return TRANSLATED if re.match(r"\|\s*loc\b", text) else Tag("opens")
    if ";" in re.sub(STRING, "", text):
        return _several(text)
    match = _TOOLKIT.match(text)
    if match is None:
        return Tag("opaque") if _ASSIGNED.match(text) else Tag("print", printed_name(text))
    rest = match["rest"]
    match match["word"]:
        case "IF":
            return _if(rest)
        case "UNLESS":
            return _if(rest, negated=True)
        case "ELSIF" | "ELSEIF":
            return _if(rest, "elif")
        case "ELSE":
            return Tag("else")
        case "END":
            return Tag("end")
        case "FOREACH" | "FOR":
            loop = _LOOP.fullmatch(rest)
            return Tag("for", as_name(loop[1]), printed_name(loop[2])) if loop else Tag("opens")
        case word:
            hidden = word in ("BLOCK", "PERL", "RAWPERL", "VIEW") or re.search(r"\bBLOCK\b", rest)
            return Tag("opens", "hidden" if hidden else "") if hidden or word in _OPENERS else Tag("opaque")


def _several(text: str) -> Tag:
    """Several statements in one tag: they leave something open or closed, or do their work unseen."""
    kinds = [_toolkit(each).kind for each in re.sub(STRING, "''", text).split(";") if each.strip()]
    balance = sum(kind in ("if", "for", "opens") for kind in kinds) - kinds.count("end")
    if balance > 0:
        return Tag("opens")
    return Tag("end") if balance < 0 else Tag("opaque")


_MIXED = later(r"\band\b.*\bor\b|\bor\b.*\band\b")


def _liquid_if(written: str, kind: TagKind = "if", *, negated: bool = False) -> Tag:
    """Liquid reads and and or from the right, so only tests without a mix of them mean the same."""
    return _if(f"({written}){{" if _MIXED.search(written) else written, kind, negated=negated)


_TRANSLATES = ("trans", "translate", "blocktrans", "blocktranslate")
"""Tags round words that a system looks up in the reader's language."""
_LIQUID_ENDS = frozenset(
    f"end{word}"
    for word in ("if", "unless", "for", "case", "comment", "raw", "capture", "tablerow", "macro", "block", *_TRANSLATES)
)
_JINJA = frozenset((
    "extends", "load", "import", "from", "set", "endset", "autoescape", "endautoescape", "with", "endwith", "spaceless",
    "endspaceless", "filter", "endfilter",
))  # fmt: skip
"""Tags of Jinja, Django and Twig, which Liquid has not, that print nothing themselves."""
TRANSLATED = Tag("opens", "words")
"""The beginning of such words."""
ONE = Tag("if", test="if_one", flag="if_one", inexact=True)
"""The condition of those that are for one thing, where others follow for many."""
_OF_THE_PAGE = later(r"\b\w*(?:style|css|script|head)\w*\b")
"""Blocks of what a page is made of."""


def _liquid(inside: str) -> Tag:
    """A tag of Liquid, Jinja, Django or Twig."""
    text = inside.strip().strip("-").strip()
    word, _, rest = text.partition(" ")
    match word:
        case "if":
            return _liquid_if(rest)
        case "elsif" | "elif":
            return _liquid_if(rest, "elif")
        case "unless":
            return _liquid_if(rest, negated=True)
        case "else" | "plural" | "pluralize":
            return Tag("else")
        case _ if word in _LIQUID_ENDS:
            return Tag("end")
        case _ if word in _TRANSLATES and rest[:1] not in ("'", '"'):
            return TRANSLATED
        case "for":
            loop = re.fullmatch(r"\s*(\w+)\s+in\s+([\w.]+)\s*", rest)
            return Tag("for", as_name(loop[1]), as_name(loop[2])) if loop else Tag("opens")
        case "comment" | "capture" | "macro":
            return Tag("opens", "hidden")
        case "block":
            return Tag("opens", "hidden" if _OF_THE_PAGE.search(rest) else "")
        case "case" | "raw" | "tablerow":
            return Tag("opens")
        case _ if word in _JINJA:
            return Tag("opaque")
        case _ if text[:1] in ("#", "/", "^", ">", "!"):  # A block of Handlebars or Mustache, which Liquid has not.
            return Tag("opaque")
        case "when" | "assign" | "include" | "render" | "break" | "continue" | "cycle" | "increment" | "decrement" | "":
            return Tag("opaque")
    default = re.search(r"\|\s*(?:fallback|default)\s*:\s*(?:'([^']*)'|\"([^\"]*)\")", text)
    return Tag("print", printed_name(text), default=(default[1] or default[2] or "") if default else "")


_HANDLEBARS = later(r"#\s*(?P<word>if|unless)\s+(?P<rest>.+)")


def _mustache(inside: str) -> Tag:
    """A tag of Mustache or Handlebars."""
    text = _php(inside).strip()
    name = as_name(text[1:])
    if block := _HANDLEBARS.fullmatch(text):
        return _if(block["rest"], negated=block["word"] == "unless")
    match text[:1]:
        case "#":
            return Tag("for", f"one_of_{name.replace('.', '_')}", name, inexact=True)
        case "^":
            return Tag("if", test=f"not {name}")
        case "/":
            return Tag("end")
        case "!" | ">" | "=" | "":
            return Tag("opaque")
    if text == "else":
        return Tag("else")
    return Tag("print", printed_name(text) if "|" in text or "(" in text else as_name(text.lstrip("&")))


_RUBY_LOOP = later(r"(.+?)\.each(?:_with_index)?\s+do\s*\|\s*(\w+)[^|]*\|")

_RUBY_CONTROL = later(r"-\s*(?:(?:if|elsif|unless|else|end|case|when|while|until|for|begin)\b|.*\bdo(?:\s*\|[^|]*\|)?$)")


def _erb(inside: str) -> Tag:
    """A tag of embedded Ruby."""
    text = inside.strip().removesuffix("-").strip()
    if _RUBY_CONTROL.match(text):  # A dash before it takes the white space away; before a value, EJS prints it as it is.
        text = text[1:].strip()
    if text[:1] in ("=", "-") and text[1:].strip():
        return Tag("print", printed_name(text[1:].replace("@", "")))
    word, _, rest = text.replace("@", "").partition(" ")
    match word:
        case "if" | "elsif":
            return _if(rest, "if" if word == "if" else "elif")
        case "unless":
            return _if(rest, negated=True)
        case "else":
            return Tag("else")
        case "end":
            return Tag("end")
    if loop := _RUBY_LOOP.fullmatch(text.replace("@", "")):
        return Tag("for", as_name(loop[2]), printed_name(loop[1]))
    opens = re.search(r"\bdo(?:\s*\|[^|]*\|)?$|^(?:case|while|until|for|begin)\b", text)
    return Tag("opens") if opens else Tag("opaque")


def _phpbb(inside: str) -> Tag:
    word, _, rest = inside.partition(" ")
    match word:
        case "IF" | "ELSEIF":
            return _if(rest, "if" if word == "IF" else "elif")
        case "ELSE":
            return Tag("else")
        case "BEGIN":
            return Tag("for", f"one_of_{as_name(rest)}", as_name(rest), inexact=True)
    return Tag("end")


def _attribute(inside: str) -> Tag:
    values = dict(re.findall(r"(\w+)=\"([^\"]*)\"", inside))
    name = next((values[each] for each in ("key", "identifier", "name") if values.get(each)), "")
    return (
        Tag("print", as_name(name), default=str(values.get("default") or values.get("fallback") or "")) if name else Tag("opaque")
    )


def _php(written: str) -> str:
    return re.sub(r"\??->", ".", written).replace("$", "").replace("===", "==").replace("!==", "!=")


_LOOPED = later(r"\(\s*(.+)\s+as\s+(?:\w+\s*=>\s*)?(\w+)\s*\)")


def _blade(inside: str) -> Tag:
    """A directive of Blade, without its sign."""
    match = re.match(r"(\w+)\s*(.*)", inside, re.DOTALL)
    word, rest = (match[1], _php(match[2])) if match else ("", "")
    inner = rest.strip()[1:-1]
    match word:
        case "if" | "isset":
            return _if(inner)
        case "elseif":
            return _if(inner, "elif")
        case "unless" | "empty" if inner:
            return _if(inner, negated=True)
        case "else" | "empty":
            return Tag("else")
        case "foreach" | "forelse":
            loop = _LOOPED.fullmatch(rest.strip())
            return Tag("for", as_name(loop[2]), printed_name(loop[1])) if loop else Tag("opens")
        case "for" | "switch" | "auth" | "guest" | "error" | "component" | "slot":
            return Tag("opens")
        case "php" if not inner:
            return Tag("opens", "hidden")
        case "section" | "push":
            return Tag("opaque" if "," in inner else "opens")
    return Tag("end") if word.startswith("end") else Tag("opaque")


def _mako(inside: str) -> Tag:
    """A line of control, or a tag, of Mako."""
    word, _, rest = inside.strip().removesuffix(":").partition(" ")
    match word:
        case "if" | "elif":
            return _if(rest, "if" if word == "if" else "elif")
        case "else":
            return Tag("else")
        case "for":
            loop = re.fullmatch(r"\s*(\w+)\s+in\s+(.+)", rest)
            return Tag("for", as_name(loop[1]), printed_name(loop[2])) if loop else Tag("opens")
    return Tag("end") if word.startswith("end") else Tag("opaque")


_SMARTY_SIGNS = {"eq": "==", "neq": "!=", "ne": "!=", "gt": ">", "ge": ">=", "gte": ">=", "lt": "<", "le": "<=", "lte": "<="}
_SMARTY_LOOP = later(
    r".*\bfrom=(?P<old>[\w.]+).*\bitem=['\"]?(?P<item>\w+).*|\s*(?P<list>[\w.]+)\s+as\s+(?:\w+\s*=>\s*)?(?P<each>\w+).*"
)


def _smarty(inside: str) -> Tag:
    """A tag of Smarty."""
    text = inside.strip()
    word, _, rest = text.partition(" ")
    match word:
        case "if" | "elseif":
            signs = re.sub(r"(?<![\w$.>])[a-z]+\b", lambda sign: _SMARTY_SIGNS.get(sign[0], sign[0]), rest)
            return _if(_php(signs), "if" if word == "if" else "elif")
        case "else" | "foreachelse":
            return Tag("else")
        case "foreach":
            loop = _SMARTY_LOOP.fullmatch(_php(rest))
            return (
                Tag("for", as_name(loop["item"] or loop["each"]), as_name(loop["old"] or loop["list"])) if loop else Tag("opens")
            )
        case "capture":
            return Tag("opens", "hidden")
        case "include" | "assign" | "extends":
            return Tag("opaque")
        case _ if word.startswith("/"):
            return Tag("end")
        case _ if word.startswith("*") or _ASSIGNED.match(text.removeprefix("$")):
            return Tag("opaque")
        case _ if word.startswith("$"):
            return Tag("print", printed_name(_php(text)))
        case _ if not rest:
            return Tag("opens")
    value = re.search(r"=\s*(\$[^\W\d][\w.>-]*)", text) or re.search(r"=\s*['\"]?([^\W\d]\w*)", text)
    return Tag("print", as_name(_php(value[1]))) if value else Tag("opaque")


_UNSEEN = "attribute|variable|param|with-param|call-template"
"""Elements of XSL whose content no reader gets to see where it stands."""


def _stylesheet(inside: str) -> Tag:
    """A tag of an XSL template."""
    if inside.startswith("</"):
        return Tag("end" if re.match(rf"</xsl:(?:if|for-each|{_UNSEEN})\b", inside) else "opaque")
    word = re.match(r"<xsl:([\w-]*)", inside)
    attributes = dict(re.findall(r"(select|test)=\"([^\"]*)\"", inside) + re.findall(r"(select|test)='([^']*)'", inside))
    value = next(iter(attributes.values()), "")
    if word and re.fullmatch(_UNSEEN, word[1]) and not inside.endswith("/>"):
        return Tag("opens", "hidden")
    match word[1] if word else "":
        case "value-of":
            return Tag("print", path_name(value))
        case "if":
            return Tag("if", test=path_flag(value), flag=path_flag(value), inexact=True)
        case "for-each":
            return Tag("for", f"one_of_{path_name(value).replace('.', '_')}", path_name(value), inexact=True)
    return Tag("opaque")


def path_name(path: str) -> str:
    """A readable name for an XPath: its last two steps."""
    steps = re.findall(r"[\w-]+", re.sub(r"\[[^\]]*\]|\w+\(", "", path))
    return as_name(".".join(steps[-2:])) if steps else "value"


def path_flag(path: str) -> str:
    """A readable name for a test on an XPath."""
    return as_flag(" ".join(re.findall(r"\w+", path)[-4:]))


LANGUAGES: dict[str, Callable[[str], Tag]] = {
    "name": _name,
    "printed": lambda inside: Tag("print", printed_name(_php(inside))),
    "capitals": lambda inside: _name(inside.lower()),
    "none": lambda _: Tag("opaque"),
    "toolkit": _toolkit,
    "liquid": _liquid,
    "erb": _erb,
    "blade": _blade,
    "mako": _mako,
    "smarty": _smarty,
    "phpbb": _phpbb,
    "mustache": _mustache,
    "attribute": _attribute,
    "stylesheet": _stylesheet,
}
