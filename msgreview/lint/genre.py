"""What kind of text a message is, where its file does not say: a piece of other messages, one to staff or to developers, a list
that a reader asked to be sent, a receipt, one step of signing in, a legal notice.

Rules that hold for whole messages to customers leave these out by their tags. The evidence is what the text says of itself
and its reader and, for an imported one, what the system calls it.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from msgreview.matching.case import one_case
from msgreview.matching.prefilter import needed_texts, searchable
from msgreview.model.later import later
from msgreview.model.message import Message

_PIECE_NAME = re.compile(
    r"(?:^|/)(?:_|(?:layouts?|partials?|shared|includes?|components?)/)"
    r"|(?:^|[/._-])(?:header|footer|signature|site[-_]?name|subject|section|snippet|fragment)(?:[._-][a-z0-9]+)*$",
    re.IGNORECASE,
)
_SLOT = re.compile(
    r"\{\{-? *(?:yield|content|main_content|content_for_layout)(?:_\d+)? *-?\}\}|\{% *block \w+ *%\}[\s{}#]*\{% *endblock"
)
"""The place in a layout where the words of a message go."""
_FRAMED = re.compile(r"\{% *(?:extends|layout)\b|\A[\s{#]*(?:\[%|\{%|<%=?)[-\s]*(?:include|process|render)\b", re.IGNORECASE)
"""What puts a text into a layout, which may greet and sign, or another text before it."""
_STAFF_NAME = re.compile(
    r"(?:^|[/._-])(?<!by[/._-])(?:admins?|administrators?|moderators?|staff|internal|error[_-]report|to[_-](?:\w+[_-])?managers?)"
    r"(?:[/._-]|$)"
    r"(?!.*(?:author(?!i)|customer|patron|reader|user))",
    re.IGNORECASE,
)
_STAFF = (
    r"(?:because|since|as)\s+you(?:'re|’re|\s+are)\s+(?:an?|the)\s+(?:[\w']+\s+){0,4}(?:moderator|admin(?:istrator)?|staff)\b",
    r"(?:\ba (?:new )?(?:user|customer|patron|member)\b[^.!?]{0,60}|^(?:user|customer|patron|member) [^\n]{1,120})"
    r"\shas\s(?:submitted|signed up|requested|registered|posted)\b",
    r"^an? (?:new )?(?:[\w-]+ ){1,3}(?:has been|was) (?:submitted|requested|registered|reported)\b"
    r"(?=[^!?]{0,2000}\bplease (?:review|check|verify)\b)",
    r"\b(?:other moderators|moderation queue|team alert|traceback|backtrace|stack trace)\b|\breject this\b",
    r"\byour (?:patron|borrower)s?\b(?=[.,;!?]| (?:is|are|was|were|has|have|had|who|will|would|wants?|needs?|can|may)\b)",
    r"^dear (?:\w+ ){0,3}(?:staff|colleagues?|librarians?|lenders?|partners?|administrators?|moderators?)\b|\bsuperusers?\b",
    r"\bour (?:customer|order) number:",
    r"\breplies to this e-?mail will go to the \w+ who\b|\bthis is a test e-?mail\b",
    r"\b(?:approve\b[^.!?\n]{0,25}(?:\bor\b|/|\|)[^.!?\n]{0,25}\b(?:spam|reject|deny|decline)"
    r"|accept\b[^.!?\n]{0,25}(?:\bor\b|/|\|)[^.!?\n]{0,25}\b(?:spam|reject|deny))\b",
    r"\brequest to (?:approve|review) (?:the|an?) (?:\w+ )?(?:account|application|user|member)\b|\bsubmitter (?:e-?mail|name)\b",
    r"\b(?:\w+_)?admin_\w*(?:url|path)\b|/admin/",
    r"(?<!\byou )(?<!\byou have )(?<!\byou've )\brequested the following:",
)
"""Patterns, each by itself, so that a text is searched only for those of which it has what they need."""
_BUILDERS = re.compile(
    r"\b(?:API|webhook|repositor(?:y|ies)|commit|pull request|git(?:hub|lab)\b|\w+\.ya?ml\b|dockerfile|localhost|SDK|endpoint"
    r"|http error|s?ftp\b|admin (?:access|credentials)|config(?:uration)? (?:file|key)|stack trace"
    r"|build (?:image|system|process)|command line)",
    re.IGNORECASE,
)
_MANY_BUILDERS = 2
"""Different words of those who build software that show a text to be for them."""
_LAW = re.compile(
    r"\b(?:privacy (?:notice|policy|statement)|GDPR|data protection|personal (?:data|information)"
    r"|data (?:controller|processor|subject)|(?:lawful|legal) basis|legitimate interests?|third[- ]part(?:y|ies)"
    r"|terms (?:and conditions|of (?:use|service))"
    r"|governing law|liability|indemnif\w+|jurisdiction|warrant(?:y|ies)|intellectual property)\b",
    re.IGNORECASE,
)
_MUCH_LAW = 4
"""Different words of the law that show a text to be a legal notice; fewer stand in the foot of a mail, or in an answer on it."""
_ALERT_NAME = later(r"(?:^|[/._-])(?:errors?|exceptions?|offline|alarm)(?:[.-][a-z0-9]+)*$", re.IGNORECASE)
"""What a machine reports; to a customer, where the text speaks to one."""
_THIRD = later(
    r"\bthe (?:patron|customer|user|borrower|member|requester)\b[^.!?\n]{0,160} has\b"
    r"|^(?:patron|customer|user|borrower|member|requester) (?:details|name|e-?mail|phone|agent) ?:|^\s*username ?:"
    r"|\A\W*an? (?:new )?(?:[\w-]+ ){1,3}(?:has been|was) (?:submitted|uploaded|assigned|reported|registered)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Of a customer, or of what came in from one, and not to one."""
_YOU = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
_LIST = (
    r"\b(?:you (?:asked (?:us )?to|(?:have )?subscribed to|signed up to)|we (?:currently )?(?=e-?mail you))\b[^.!?\n]{0,40}"
    r"\b(?:e-?mail|alert|notification|receive|get|told|notified)\b[^.!?\n]{0,40}"
    r"\b(?:(?:every|each) time|whenever|when (?:someone|somebody|an?|new|there))\b",
    r"\A[\W_]*[\w. ]{0,40}\b(?:alerts?|digest)[\W_]*$",
    r"\A[\s#*]*(?:the following )?new [^.!?\n]{0,30}\b(?:reports|posts|comments|updates|results|matches)\b"
    r"(?=[\s\S]*\bunsubscribe)",
)
"""News that the reader subscribed to."""
_RECEIPT = (
    r"\A[^.!?]{0,160}\breceipt(?=$| *[-:#]| (?:for|from|no|number)\b)|\bcertif(?:y|ies) that\b",
    r"\bone-time (?:pass)?code\b|\bverification code ?:|\A[^\n]*\bslip$",
)
"""What is handed out at once, as a slip at a desk is; the subject stands first."""
_NOT_ASKED = (
    r"(?:did|do|had|have|was|were)(?: not|n['’]t)"
    r" (?:ask|create|expect|initiate|log|make|mean|recogni[sz]e|register|request|sign|try|want|you)"
)
_STEP = (
    rf"\b{_NOT_ASKED}[^!]{{0,120}}\b(?:ignore|disregard)\b",
    rf"\b(?:ignore|disregard) th(?:is|e) (?:e-?mail|message)\b[^.!?]{{0,60}}\b(?:{_NOT_ASKED}|no longer want)",
    r"\b(?:link|code) (?:will |is going to )?(?:only )?(?:expires?|(?:be|is|stays?) (?:good|valid)|works?)"
    r" (?:in|within|for|until|after)\b",
    r"\blocked\b[^.!?]{0,60}\b(?:log|sign)[ -]?in attempts\b",
)
"""What is said under a link that confirms an address, or lets somebody in again."""
_STEP_WORDS = 70
"""Words of the longest text that is no more than such a link."""
_SHORT = 20
"""Words of a text, its subject elsewhere, that is too short to be all of a message."""
_TAG = re.compile(r"<[^<>]*>|\{% *(?:end)?raw *%\}")
_WORD = re.compile(r"[^\W_]+")
_FILLED_IN = re.compile(r"\{\{.*?\}\}|\{[%#].*?[%#]\}", re.DOTALL)


def genre(message: Message) -> tuple[str, ...]:
    """The tags `part`, `staff`, `developers`, `list`, `receipt`, `step`, `legal`, `framed` and `subject-elsewhere` that hold.

    A stated audience is as stated.
    """
    name = message.source.get("key", "")
    body = message.body_text
    if _PIECE_NAME.search(name) or (_SLOT.search(body) and "{% extends" not in body):
        return ("part",)
    text = _TAG.sub(" ", body).strip()
    if "{{" in text and not re.search(r"[^\W\d_]{2}", _FILLED_IN.sub(" ", text)):
        return ("part",)
    elsewhere = message.source.get("system") == "folder" and not message.subject
    holds = {
        "subject-elsewhere": elsewhere,
        "framed": (elsewhere and len(text.split()) < _SHORT) or _FRAMED.search(body),
        "list": _has(_LIST, text),
        "receipt": _has(_RECEIPT, f"{message.subject}\n{text}"),
        "step": _has(_STEP, text) and len(_WORD.findall(text)) < _STEP_WORDS,
        "legal": _says_much(_LAW, _MUCH_LAW, text),
    }
    if not message.audience:
        holds |= {"staff": _is_for_staff(name, text), "developers": _says_much(_BUILDERS, _MANY_BUILDERS, text)}
    return tuple(tag for tag, applies in holds.items() if applies)


def _is_for_staff(name: str, text: str) -> bool:
    if _STAFF_NAME.search(name) or _has(_STAFF, text):
        return True
    return not _YOU.search(text) and bool(_ALERT_NAME.search(name) or _THIRD.search(text))


def _says_much(words: re.Pattern[str], many: int, text: str) -> bool:
    """Whether as many different words of a kind stand in a text."""
    return words.pattern in _near(text) and len({one_case(match) for match in words.findall(text)}) >= many


def _has(patterns: Iterable[str], text: str) -> bool:
    return any(_compiled(each).search(text) for each in _near(text).intersection(patterns))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


@lru_cache(maxsize=4)
def _near(text: str) -> frozenset[str]:
    """The patterns that have what they need in a text: to search for one takes as long as the rest of reading a short message.

    Cached, as some patterns after the others are asked for.
    """
    owners, automaton = _automaton()
    keys = {key for key, _, _ in automaton.find_matches_as_indexes(searchable(text), overlapping=True)}
    return frozenset[str]().union(*[owners[key] for key in keys])


@cache
def _automaton() -> tuple[list[list[str]], AhoCorasick]:
    """For each text that patterns need, these patterns; and what finds all the texts at once."""
    owners: dict[str, list[str]] = {}
    for pattern in (*_STAFF, *_LIST, *_RECEIPT, *_STEP, _BUILDERS.pattern, _LAW.pattern):
        for text in needed_texts(pattern)[0]:
            owners.setdefault(text, []).append(pattern)
    return list(owners.values()), AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)
