"""How other systems write what they fill in and decide: what tags look like, and which of the `tag_languages` they hold."""

import re
from typing import NamedTuple

from msgreview.model.later import later
from msgreview.template.looked_up import FILLED_IN, LOOKED_UP

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
_BLADE = (
    "auth|component|empty|error|extends|foreach|forelse|for|guest|if|elseif|include|isset|lang|php|push|section|slot|switch|unless"
    "|yield"
)
"""Directives of Blade."""
_SMARTY = "if|foreach|foreachelse|for|section|while|capture|block|literal|strip|nocache"
"""Tags of Smarty that have an end."""


class Notation(NamedTuple):
    """One way to write tags. The one group of `pattern` that takes part holds what stands inside."""

    systems: str
    pattern: str
    language: str = "name"
    by_hand_too: bool = False
    """Whether people write blanks like that, so that only names are read which the system is known to fill in."""

    @property
    def groups(self) -> int:
        """How many groups its pattern has."""
        return re.compile(self.pattern).groups


NOTATIONS = {
    "words": Notation("Jinja", rf"\{{\{{(-?\s*{LOOKED_UP}\s*-?)\}}\}}", "liquid"),
    "liquid": Notation(
        "Zendesk, Freshdesk, Front, FreeScout",
        r"\{\{-?([^{}]*?)-?\}\}|\{%(-?(?:[^%]|(?<!\{)%(?!\}))*?-?)%\}|\{(#[^{}]*?)#\}",
        "liquid",
    ),
    "mustache": Notation("FOLIO, Mustache", r"\{\{\{([^{}]*)\}\}\}|\{\{([^{}]*)\}\}", "mustache"),
    "attribute": Notation("Intercom", r"<attribute\b([^<>]*)/?>(?:</attribute>)?", "attribute"),
    "curly": Notation("Zendesk, Intercom, Mustache", rf"\{{\{{\{{?\s*(?!else\s*\}})({_PATH})\s*\}}?\}}\}}"),
    "notify": Notation("GOV.UK Notify", rf"\(\(\s*({_WORDS})\s*\)\)"),
    "personalisation": Notation("GOV.UK Notify, GC Notify", r"\(\(\s*([^()?]+?)\s*\)\)"),
    "languages": Notation("GC Notify", r"(\[\[/?[a-z]{2}\]\])", "none"),
    "koha": Notation("Koha", rf"(?:<<|&lt;&lt;)({_PATH}(?:\s*\|[^<>&]*)?)(?:>>|&gt;&gt;)"),
    "toolkit": Notation("Koha, Evergreen", rf"\[%([-+=~]?[\s\S]{_CODE}[-+=~]?)%\]", "toolkit"),
    "erb": Notation("Rails", rf"<%(?!%)([\s\S]{_CODE})%>", "erb"),
    "repeats": Notation("Koha", r"(</?(?:item|order|orders|checkedout|checkedin|overdues|news|hold|fines|claim)>)", "none"),
    "blade": Notation(
        "Laravel",
        rf"\{{\{{--()[\s\S]{_CODE}--\}}\}}|(?<![\w@.])@((?:{_BLADE})\s*{FILLED_IN}|(?:else|php|auth|guest|empty)\b(?!\s*\()|end(?:{_BLADE})\b)|(</?x-[\w.:-]+[^<>]*>)",
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
    "percent": Notation("osTicket, Discourse", rf"%\{{({_PATH})\}}"),
    "hash": Notation("Zammad", rf"#\{{({_PATH})\}}"),
    "dollar": Notation("Java, shell", rf"\$\{{({_PATH})\}}"),
    "expression": Notation("Velocity, Freemarker, Mako", r"\$!?\{([^{}\n]+)\}", "printed"),
    "razor": Notation("Razor", r"(?<!\w)@\(?(?:Model|ViewBag|ViewData)\.([\w.]*\w)\)?"),
    "tokens": Notation("Drupal, CiviCRM", rf"\[([a-z][\w-]*(?::[\w-]+)+)\]{NO_LINK}"),
    "format": Notation("Python, C", r"(?<![\w%])%(?:(?:\((\w+)\)|(\d)\$|())[sd]|([1-9]))(?![\w%])"),
    "double percents": Notation("Salesforce Marketing Cloud", r"%%\s*([^\W\d][\w. ]*?)\s*%%"),
    "dollar signs": Notation("code that replaces words", r"(?<![\w$])\$([A-Za-z_]\w{2,})\$(?!\w)"),
    "number signs": Notation("code that replaces words", r"##([^\W\d]\w*)##|(?<![\w#&])#([A-Za-z]+_\w+|[A-Z]{3,})#(?!\w)"),
    "double brackets": Notation("wikis, mail merge", rf"\[\[\s*({_WORDS})\s*\]\]"),
    "percent signs": Notation("Request Tracker, OTRS", r"(?<![{\w])%([^\W\d]\w*(?:\.\w+)*)%(?![}\w])"),
    "at signs": Notation("Alma", r"@@([^\W\d]\w*)@@"),
    "merge tags": Notation("Mailchimp, Mandrill", r"\*\|([A-Z_][A-Z0-9_]*)\|\*"),
    "merge fields": Notation("Salesforce", rf"\{{!({_PATH})\}}"),
    "angles": Notation(
        "Word mail merge",  # Two words or an underscore: «Envoyer» is a word in quotes.
        rf"<[‹«]\s*({_WORDS})\s*[›»]>|[‹«]\s*([^\W\d]\w*_\w+|(?i:(?:[a-z']+[ _]){{0,3}}{_FILL_IN}))\s*[›»]",
    ),
    "braces": Notation("chat bots", r"\{([^\W\d]\w*(?:\.\w+)*|\d)\}"),
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
