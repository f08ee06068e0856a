"""How other systems write what they fill in and decide: one table, and each placeholder as a tag of a template.

`NOTATIONS` says for each notation what its tags look like and which language is spoken inside of them; `LANGUAGES` reads one
tag of a language: it prints something, opens, turns or closes a condition or a loop, or does what no reader gets to see.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, NamedTuple

from msgreview.model.later import later

_CODE = "{0,10000}?"
"""How much code a tag may hold; it is bounded, as one that nothing closes is looked for from each place."""
_PATH = r"[^\W\d]\w*(?:[.-]\w+)*"
_WORDS = r"[^\W\d]\w*(?:[ ._-]\w+){0,5}"
_FILL_IN = (
    r"(?:name|surname|date|day|time|number|amount|title|author|branch|library|agent|link|url|address|email|phone|telephone"
    r"|customer|patron|member|staff|initials|signature|team|department|location|barcode|reference|deadline|item)s?"
)
"""Last words of what staff are to fill in by hand: `[agent name]`, but not `[sic]` or `[PDF]`."""
_GAP = "|".join(
    rf"(?<=\b{word} )"
    for word in (
        *("the", "a", "an", "your", "our", "is", "are", "was", "on", "by", "at", "of", "to"),
        *("for", "from", "with", "between", "until", "within", "in", "and", "or", "about"),
    )
)
_MEANT = r"(?:the|an?|him|his|hers?|us|my|our|your|its|theirs?|them|they|s?he|it|we|you|sic|ok|here)\]"
GAP = rf"(?:(?i:{_GAP})|(?<=[£$€]))\[(?!{_MEANT})([a-z][a-z']+(?:[ _-][a-z']+){{0,3}})\]"
"""Small letters in brackets where the sentence lacks a noun: `between [from] and [to]`, but not `Dune [large print]`."""
NO_LINK = r"(?![(\[]|:[ \t]*<?(?:\w+:|/|www\.))"
"""Stands behind brackets that are no link of Markdown and no definition of one."""
SAID = ("OK", "YES", "NO", "SIC", "PDF", "CD", "DVD", "NEW", "EXTERNAL")
"""Words that people put into brackets and mean."""
_BY_HAND = rf"(?!(?:{'|'.join(SAID)}|TB[ACD]|TODO|FIXME|X+)\]|(?:ADD|ENTER|INSERT|PUT|TYPE|IF|ELSE|END|ENDIF)[\]_])"
"""Stands before capitals that are no name, however often they are there."""

TagKind = Literal["print", "words", "if", "elif", "else", "for", "end", "opens", "opaque"]


class Tag(NamedTuple):
    """What a placeholder of another system does.

    `print` prints `name`, `words` what stands in it in quotes. `if` and `elif` hold `test`, `for` is `name in test`; `opens`
    starts what no template of ours can do and an `end` closes; `opaque` stands alone and is seen by no reader.
    """

    kind: TagKind
    name: str = ""
    test: str = ""
    flag: str = ""
    """The name that a test gets which can only be said in the other system."""
    default: str = ""
    """What is printed where nothing is filled in."""
    inexact: bool = False


STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
"""A text in quotes, as most languages write it."""
_BLADE = (
    "auth|component|empty|error|extends|foreach|forelse|for|guest|if|elseif|include|isset|lang|php|push|section|slot|switch|unless"
    "|yield"
)
"""Directives of Blade."""
_SMARTY = "if|foreach|foreachelse|for|section|while|capture|block|literal|strip|nocache"
"""Tags of Smarty that have an end."""
_FILLED_IN = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_TRANSLATED = (
    rf"(?:(?:_|__|l|lang|loc|t|u?gettext(?:_lazy)?)\s*\(\s*u?(?:{STRING})\s*(?:,\s*\[[^\[\]]*\]\s*)?\)"
    rf"(?:\s*(?:\.|\|\s*)(?:f|fe|format)\s*{_FILLED_IN}|\s*%\s*(?:{_FILLED_IN}|\{{[^{{}}]*\}}|\[[^\[\]]*\]))?)"
)
"""Words that a system looks up in the reader's language, and what is filled into them."""
_WORDS_OF_ITS_OWN = later(
    rf"[-=\s]*(?:{_TRANSLATED}|trans(?:late)?\s+(?:{STRING})(?:\s+noop|\s+context\s+(?:{STRING}))*"
    rf"|(?:{STRING})\s*\|\s*(?:loc|t|trans)\b(?:{_FILLED_IN}|[\w\s|])*)[-+~\s]*"
)
_QUOTED = later(rf"(?P<words>{STRING})(?P<rest>[\s\S]*)")
_KEY = later(r"\.?(?:[a-z\d_]|[#%]\{[^{}]*\})+(?:[.:/_-](?:[\w-]|[#%]\{[^{}]*\})+)*|\.[\w.]+")
"""What names words that stand elsewhere."""


class Quoted(NamedTuple):
    """Words in a tag: where they start and end inside of it, and what is filled into them, by name or in order."""

    start: int
    end: int
    by_name: bool
    values: tuple[str, ...]


def quoted(inside: str) -> Quoted | None:
    """The words that a tag looks up in the reader's language; None for a tag of another kind and for a key to words.

    >>> quoted(" _('Hi {who}')|f(who=name(user)) ").values
    ('who',)
    >>> quoted("loc('mail.hello')")
    """
    match = _QUOTED.search(inside) if _WORDS_OF_ITS_OWN.fullmatch(inside) else None
    if match is None or _KEY.fullmatch(match["words"][1:-1]):
        return None
    given = re.sub(STRING, "''", match["rest"])
    named = re.findall(r"['\"](\w+)['\"]\s*=>", match["rest"]) or re.findall(r"([^\W\d]\w*)\s*(?:=(?!=)|:)", given)
    listed = re.search(r"[(\[]([\s\S]*)[)\]]", given)
    values = named or [printed_name(each) for each in re.findall(r"(?:[^(),]|\([^()]*\))+", listed[1] if listed else "")]
    return Quoted(match.start("words") + 1, match.end("words") - 1, bool(named), tuple(map(as_name, values)))


class Notation(NamedTuple):
    """One way to write tags. The one group of `pattern` that takes part holds what stands inside."""

    systems: str
    pattern: str
    language: str = "name"
    spelling: str = ""
    """How a name is written, `x` standing for it; "" where that cannot be told from the name."""
    by_hand_too: bool = False
    """Whether people write blanks like that, so that only names are read which the system is known to fill in."""

    @property
    def groups(self) -> int:
        """How many groups its pattern has."""
        return re.compile(self.pattern).groups


NOTATIONS = {
    "words": Notation("Jinja", rf"\{{\{{(-?\s*{_TRANSLATED}\s*-?)\}}\}}", "liquid"),
    "liquid": Notation(
        "Zendesk, Freshdesk, Front, FreeScout",
        r"\{\{-?([^{}]*?)-?\}\}|\{%(-?(?:[^%]|(?<!\{)%(?!\}))*?-?)%\}|\{(#[^{}]*?)#\}",
        "liquid",
        "{{x}}",
    ),
    "mustache": Notation("FOLIO, Mustache", r"\{\{\{([^{}]*)\}\}\}|\{\{([^{}]*)\}\}", "mustache", "{{x}}"),
    "attribute": Notation("Intercom", r"<attribute\b([^<>]*)/?>(?:</attribute>)?", "attribute"),
    "curly": Notation("Zendesk, Intercom, Mustache", rf"\{{\{{\{{?\s*(?!else\s*\}})({_PATH})\s*\}}?\}}\}}", "name", "{{x}}"),
    "notify": Notation("GOV.UK Notify", rf"\(\(\s*({_WORDS})\s*\)\)", "name", "((x))"),
    "personalisation": Notation("GOV.UK Notify, GC Notify", r"\(\(\s*([^()?]+?)\s*\)\)", "name", "((x))"),
    "languages": Notation("GC Notify", r"(\[\[/?[a-z]{2}\]\])", "none"),
    "koha": Notation("Koha", rf"(?:<<|&lt;&lt;)({_PATH}(?:\s*\|[^<>&]*)?)(?:>>|&gt;&gt;)", "name", "<<x>>"),
    "toolkit": Notation("Koha, Evergreen", rf"\[%([-+=~]?[\s\S]{_CODE}[-+=~]?)%\]", "toolkit", "[% x %]"),
    "erb": Notation("Rails", rf"<%(?!%)([\s\S]{_CODE})%>", "erb"),
    "repeats": Notation("Koha", r"(</?(?:item|order|orders|checkedout|checkedin|overdues|news|hold|fines|claim)>)", "none"),
    "blade": Notation(
        "Laravel",
        rf"\{{\{{--()[\s\S]{_CODE}--\}}\}}|(?<![\w@.])@((?:{_BLADE})\s*{_FILLED_IN}|(?:else|php|auth|guest|empty)\b(?!\s*\()|end(?:{_BLADE})\b)|(</?x-[\w.:-]+[^<>]*>)",
        "blade",
    ),
    "mako": Notation(
        "Mako",
        r"(</?%(?:inherit|def|block|namespace|include|page|text|call)\b[^<>]*>)"
        r"|(?m:^[ \t]*%[ \t]*(?=if|el|end|for)(\w+\b[^\n%]*)(?:\n|\Z))",
        "mako",
    ),
    "phpbb": Notation("phpBB", r"<!-- ((?:IF|ELSEIF|BEGIN|END)\b[^<>\n]*|ELSE|ENDIF) -->", "phpbb"),
    "php": Notation("PHP, Laravel", r"<\?(?:=|php\s+echo\b)([^?<>]*)\?>|\{!!([^{}]*)!!\}", "printed"),
    "smarty": Notation(
        "Smarty",
        rf"(?<!\{{)\{{(\$[^\W\d][^{{}}\n]*|/?(?:{_SMARTY})|else|(?:if|elseif|foreach)\s[^{{}}\n]*\$[^{{}}\n]*|[a-z]\w*\s+\w+=[^{{}}\n]*"
        r"|\*[^{}]{0,2000}\*)\}(?!\})",
        "smarty",
    ),
    "thymeleaf": Notation("Thymeleaf", r"\[\[[$*]\{([^{}\n]*)\}\]\]|\[\([$*]\{([^{}\n]*)\}\)\]", "printed"),
    "percent": Notation("osTicket, Discourse", rf"%\{{({_PATH})\}}", "name", "%{x}"),
    "hash": Notation("Zammad", rf"#\{{({_PATH})\}}", "name", "#{x}"),
    "dollar": Notation("Java, shell", rf"\$\{{({_PATH})\}}", "name", "${x}"),
    "expression": Notation("Velocity, Freemarker, Mako", r"\$!?\{([^{}\n]+)\}", "printed"),
    "razor": Notation("Razor", r"(?<!\w)@\(?(?:Model|ViewBag|ViewData)\.([\w.]*\w)\)?"),
    "tokens": Notation("Drupal, CiviCRM", rf"\[([a-z][\w-]*(?::[\w-]+)+)\]{NO_LINK}"),
    "format": Notation("Python, C", r"(?<![\w%])%(?:(?:\((\w+)\)|(\d)\$|())[sd]|([1-9]))(?![\w%])"),
    "double percents": Notation("Salesforce Marketing Cloud", r"%%\s*([^\W\d][\w. ]*?)\s*%%"),
    "dollar signs": Notation("code that replaces words", r"(?<![\w$])\$([A-Za-z_]\w{2,})\$(?!\w)", "name", "$x$"),
    "number signs": Notation("code that replaces words", r"##([^\W\d]\w*)##|(?<![\w#&])#([A-Za-z]+_\w+|[A-Z]{3,})#(?!\w)"),
    "double brackets": Notation("wikis, mail merge", rf"\[\[\s*({_WORDS})\s*\]\]", "name", "[[x]]"),
    "percent signs": Notation("Request Tracker, OTRS", r"(?<![{\w])%([^\W\d]\w*(?:\.\w+)*)%(?![}\w])", "name", "%x%"),
    "at signs": Notation("Alma", r"@@([^\W\d]\w*)@@", "name", "@@x@@"),
    "merge tags": Notation("Mailchimp, Mandrill", r"\*\|([A-Z_][A-Z0-9_]*)\|\*", "name", "*|x|*"),
    "merge fields": Notation("Salesforce", rf"\{{!({_PATH})\}}", "name", "{!x}"),
    "angles": Notation(
        "Word mail merge",  # Two words or an underscore: «Envoyer» is a word in quotes.
        rf"<[‹«]\s*({_WORDS})\s*[›»]>|[‹«]\s*([^\W\d]\w*_\w+|(?i:(?:[a-z']+[ _]){{0,3}}{_FILL_IN}))\s*[›»]",
    ),
    "braces": Notation("chat bots", r"\{([^\W\d]\w*(?:\.\w+)*|\d)\}", "name", "{x}"),
    "spaced": Notation("mail merge", rf"<<\s*([^\W\d]\w*(?: \w+){{1,4}})\s*>>|(?i:\{{((?:[a-z']+ ){{1,3}}{_FILL_IN})\}})"),
    "underscored": Notation(
        "code that replaces words",
        rf"<([a-z]+(?:_[a-z\d]+)+)>|\[([a-z]+(?:_[a-z\d]+)+|(?:[A-Z][a-z]+)+(?=[A-Z])(?i:{_FILL_IN}))\]{NO_LINK}",
    ),
    "brackets": Notation("by hand", rf"(?:(?i:\[((?:[a-z']+ ){{0,3}}{_FILL_IN})\])|{GAP}){NO_LINK}", "name"),
    "capitals": Notation(  # What is no index of code and no `<![ENDIF]-->`.
        "code that replaces words",
        rf"(?<![\[!A-Za-z0-9])\[{_BY_HAND}([A-Z][A-Z0-9_]*[A-Z0-9])\](?!\]){NO_LINK}",
        "capitals",
        by_hand_too=True,
    ),
    "stylesheet": Notation("Alma", r"(</?xsl:[^<>]*>)", "stylesheet"),
}
"""The first that fits is taken."""

ANY = (
    "words", "blade", "curly", "mustache", "liquid", "notify", "koha", "toolkit", "mako", "erb", "phpbb", "php", "smarty",
    "thymeleaf", "percent", "hash", "dollar", "expression", "razor", "languages", "double brackets", "format",
    "double percents", "percent signs", "at signs", "dollar signs", "number signs", "merge tags", "merge fields", "angles",
    "braces", "tokens", "spaced", "underscored", "brackets",
)  # fmt: skip
"""Those looked for in records of a system that nobody names."""

CONDITION = later(rf"\(\(\s*(?P<condition>{_WORDS})\s*\?\?(?P<then>[^()]*)\)\)")
"""GOV.UK Notify: words that are there only if a value is yes."""

_NOT_A_NAME = later(
    r"and|or|not|if|else|in|is|[Tt]rue|[Ff]alse|[Nn]one|loop|self|super|caller|range|dict|lipsum|cycler|joiner|namespace"
    r"|policy|now|today"
)
"""Words that mean something else in a template."""


def as_name(written: str) -> str:
    """What another system calls a value, as templates write it: `first name` is `first_name`, `a.0.b` is `a.n_0.b`.

    >>> as_name("borrowers.firstname"), as_name("first name"), as_name("ticket.custom-field.2")
    ('borrowers.firstname', 'first_name', 'ticket.custom_field.n_2')
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    steps = [re.sub(r"\W+", "_", step.strip()).strip("_") for step in plain.split(".")]
    steps = [f"n_{step}" if step[:1].isdigit() else step for step in steps if step]
    if not steps:
        return "value"
    return ".".join([f"{steps[0]}_" if _NOT_A_NAME.fullmatch(steps[0]) else steps[0], *steps[1:]])


_TOKEN = later(
    rf"\s*(?P<string>{STRING})|\s*(?P<number>\d+(?:\.\d+)?)|\s*(?P<path>[^\W\d]\w*(?:\.\w+)*)|\s*(?P<sign>[=!<>]=|[<>()!]|&&|\|\|)"
)
_SIGNS = {"&&": "and", "||": "or", "!": "not", "AND": "and", "OR": "or", "NOT": "not", "and": "and", "or": "or", "not": "not"}
_LENGTHS = later(r"(?:.*\.)?(size|length)")


def as_test(written: str) -> str:
    """A condition as templates write it; "" for one that only the other system can decide.

    Names, texts and numbers, compared, joined by and, or and not, mean the same in both.
    """
    words: list[str] = []
    at, text = 0, written.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return ""
        at = match.end()
        path = match["path"] or ""
        if path and text[at : at + 1] == "(":
            return ""
        if path in _SIGNS or match["sign"] in _SIGNS:
            words.append(_SIGNS[path or match["sign"]])
        elif path and _LENGTHS.fullmatch(path):
            words.append(f"{as_name(path.rpartition('.')[0])}|length")
        else:
            words.append(as_name(path) if path else match[0].strip())
    made = " ".join(words).replace("( ", "(").replace(" )", ")")
    return made if _is_test(words) else ""


def _is_test(words: list[str]) -> bool:
    """Whether operands and operators take turns, and every bracket closes."""
    wants_value, depth = True, 0
    for word in words:
        if word in ("(", "not"):
            depth += word == "("
            if not wants_value:
                return False
        elif word in (")", "and", "or", "==", "!=", "<", ">", "<=", ">="):
            depth -= word == ")"
            if wants_value or depth < 0:
                return False
            wants_value = word != ")"
        elif not wants_value:
            return False
        else:
            wants_value = False
    return bool(words) and not wants_value and depth == 0


_LONGEST_FLAG = 48


def as_flag(written: str) -> str:
    """A readable name for a condition that only the other system can decide; of a long path its last two steps.

    >>> as_flag("c.cobrand.is_council && !c.cobrand.owns_problem( report )")
    'if_cobrand_is_council_and_not_cobrand_owns'
    """
    said = re.sub(r"(?:\w+\.)+(?=\w+\.\w+)", "", written.replace("&&", " and ").replace("||", " or ").replace("!", " not "))
    words = re.findall(r"[^\W\d_][^\W_]*", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said))
    name = "_".join(("if", *words)).lower() if words else "if_condition"
    return name if len(name) <= _LONGEST_FLAG else name[:_LONGEST_FLAG].rpartition("_")[0]


def _if(written: str, kind: TagKind = "if", *, negated: bool = False) -> Tag:
    test = as_test(written)
    flag = "" if test else as_flag(written)
    wanted = test or flag
    if negated:
        wanted = f"not ({wanted})" if " " in wanted else f"not {wanted}"
    return Tag(kind, test=wanted, flag=flag, inexact=bool(flag))


_FUNCTION = later(r"([^\W\d]\w*(?:\.\w+)*)\s*\(")
_A_PATH = later(rf"{STRING}|(?P<path>[^\W\d]\w*(?:\.\w+)*)")
_PLAIN_CALLS = later(r"format|html|url|uri|upper|lower|ucfirst|lcfirst|trim|format_date|escape|loc|l", re.IGNORECASE)


def printed_name(written: str) -> str:
    """A readable name for what an expression prints: the value it starts from, or what its function gets.

    >>> printed_name("item.due | $Dates"), printed_name("date.format(tools.format_date(loan.due), '%Y')")
    ('item.due', 'loan.due')
    >>> printed_name("tools.get_price(x.id)")
    'price'
    """
    expression = re.split(r"(?<!\|)\|(?!\|)", re.sub(STRING, "''", written))[0]
    while match := _FUNCTION.search(expression):
        owner, _, step = match[1].rpartition(".")
        inside = expression[match.end() :]
        if not _PLAIN_CALLS.fullmatch(step):
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", step).lower().removeprefix("get_")
            general = name in ("name", "value", "title") and owner
            return as_name(f"{owner.rpartition('.')[2].lower()}_{name}" if general else name)
        expression = inside
    paths = [match["path"] for match in _A_PATH.finditer(expression) if match["path"]]
    return as_name(paths[0]) if paths else "value"


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
        case "empty":
            return Tag("else")
        case "else":
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
    text = inside.strip()
    word, _, rest = text.partition(" ")
    rest = re.sub(r"(?<![\w$.])[a-z]+\b", lambda sign: _SMARTY_SIGNS.get(sign[0], sign[0]), _php(rest))
    match word:
        case "if" | "elseif":
            return _if(rest, "if" if word == "if" else "elif")
        case "else" | "foreachelse":
            return Tag("else")
        case "foreach":
            loop = _SMARTY_LOOP.fullmatch(rest)
            return (
                Tag("for", as_name(loop["item"] or loop["each"]), as_name(loop["old"] or loop["list"])) if loop else Tag("opens")
            )
        case "capture":
            return Tag("opens", "hidden")
        case "include" | "assign" | "extends":
            return Tag("opaque")
        case _ if word.startswith(("/", "*")) or _ASSIGNED.match(text.removeprefix("$")):
            return Tag("end" if word.startswith("/") else "opaque")
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
