"""A folder of text files, one message each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from msgreview.importing.container import Opened
from msgreview.importing.containers.folder import without_template_suffix
from msgreview.importing.system import Item, LeftOut, System
from msgreview.importing.texts import Passage, Text
from msgreview.template.notations import ANY, NOTATIONS

_OTHER_HEADER = (
    r"(?:from|to|b?cc|reply-to|sender|date|mime-version|(?:content|list|x)-[\w-]+|auto-submitted|precedence|message-id|errors-to)"
    r":[^\r\n]*"
)
_SUBJECT = re.compile(
    r"(?:\s*+(?>\[%[\s\S]*?%\]|<%[\s\S]*?%>|\{[%#][^\n]*?[%#]\}))*+\s*+"
    rf"(?:{_OTHER_HEADER}\r?\n)*+Subject:[ \t]*(?P<words>[^\r\n]*)(?:\r?\n{_OTHER_HEADER})*+\s*",
    re.IGNORECASE,
)
_FORMATS = {"md": "markdown", "markdown": "markdown", "html": "html", "htm": "html"}
_TITLE = re.compile(r"<title>(?P<words>[^<]*)</title>", re.IGNORECASE)
_FACTS = re.compile(r"---[ \t]*\r?\n(?=[ \t]*[\w-]+:)[\s\S]*?\n---[ \t]*(?:\r?\n|\Z)")
"""What a page says of itself in YAML before its text; no reader sees it."""
_SAYS = r"^[ \t]*{}:[ \t]*(?P<quote>[\"']?)(?P<words>[^\r\n]+?)(?P=quote)[ \t]*\r?$"
_SUBJECT_FACT, _TITLE_FACT = (re.compile(_SAYS.format(name), re.MULTILINE | re.IGNORECASE) for name in ("subject", "title"))
_CODE = re.compile(NOTATIONS["erb"].pattern)
_LICENCE = re.compile(r"(?:\s*<!--(?!\[if)[\s\S]*?-->)+\s*")
"""What a file says of itself in comments before its text."""
_NO_TEXT = ("csv", "xsl", "xslt", "js", "css", "json", "ics")
_OF_THE_FILES = re.compile(
    r"(?:authors|change-?log|code[-_]of[-_]conduct|contributing|copying|licen[cs]e|read[-_]?me)", re.IGNORECASE
)
"""Names of texts on the files beside them, which nobody sends."""
_NAME_OF_CODE = re.compile(r"^[ \t]*```|`[^`\n]*[(_][^`\n]*`", re.MULTILINE)
"""Code that Markdown shows, or a name of it."""
_MANY_NAMES = 5
"""Names of code in a text for those who build the sending system."""
_MARKUP = re.compile(r"</?[a-z]|&#?\w+;", re.IGNORECASE)
_MARKDOWN = re.compile(r"@component\('mail::|<x-mail::")
"""What Laravel's mails in Markdown have."""
_PAGE = re.compile(
    r"<(?:form|input|button|select|textarea|iframe|script\b(?![^>]*ld\+json))\b|\bcsrf_(?:token|meta_tags)\b|<%=?-?\s*(?:turbo_frame_tag"
    r"|(?:simple_)?form_(?:tag|for|with)|(?:button|submit|text_field|check_box)_tag|button_to|javascript_(?:include|pack)_tag)\b",
    re.IGNORECASE,
)
"""What a template of a page has and one of a mail has not, as mail clients take it out."""
_HEADER = re.compile(r"(?:[A-Za-z][\w-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]+)*\r?\n)+\r?\n")
"""The lines before the text of a mail that was saved."""
_IN_CODE = re.compile(
    r"^Content-Type:\s*multipart|^Content-Transfer-Encoding:\s*(?:quoted-printable|base64)|^Subject:[^\r\n]*(?:=\?|\r?\n[ \t])",
    re.MULTILINE | re.IGNORECASE,
)
_HEADED, _OF_HTML = (
    re.compile(rf"^{name}", re.MULTILINE | re.IGNORECASE)
    for name in (r"Subject:[ \t]*(?P<words>[^\r\n]*)", r"Content-Type:\s*text/html")
)
_TEXTED = re.compile(r"(?<![a-z])(?:sms|text[-_ ]?messages?)(?![a-z])", re.IGNORECASE)
"""What the path of a text message says it is."""
_MANY = 4
"""Files with a subject line that show how messages of a folder are written."""
_CAPITALS = re.compile(NOTATIONS["capitals"].pattern)
_LINKED = re.compile(r"^ {0,3}(\[\w+\]):[ \t]*<?(?:\w+:|/|www\.)", re.MULTILINE)
"""Where Markdown says what a word in brackets leads to."""


def _items(opened: Opened) -> Iterator[Item | LeftOut]:
    """The messages; where most that can have one begin with a subject, one that does not is a piece of others."""
    every = list(_texts(opened))
    yield from (each for each in every if isinstance(each, LeftOut))
    items = [each for each in every if isinstance(each, Item)]
    with_subject = sum(item.subject is not None for item in items)
    without = {item.label for item in items if item.subject is None and item.facts.get("channel") != "sms"}
    shown = with_subject >= _MANY and with_subject > len(without)
    filled = _filled(items)
    for item in items:
        tags = {"tags": ("part",)} if shown and item.label in without else {}
        yield replace(item, facts={**item.facts, **tags}, filled=filled)


def _filled(items: Sequence[Item]) -> frozenset[str]:
    """Names in brackets and capitals that nobody left as blanks: several messages have them, or one has several of two words.

    What a subject begins with is for the reader to sort mail by, and a mail as text says the same as its HTML.
    """
    names = {(match[0], _named(item.label)[0]) for item in items for match in _capitals(item)}
    often = Counter(name for name, _ in names)
    several = Counter(message for name, message in names if "_" in name)
    return frozenset(name for name, message in names if often[name] > 1 or ("_" in name and several[message] > 1))


def _capitals(item: Item) -> Iterator[re.Match[str]]:
    links = _LINKED.findall(item.body.value)
    for passage in item.passages():
        for match in _CAPITALS.finditer(passage.value):
            if match[0] not in links and (match.start() or passage is item.body):
                yield match


def _texts(opened: Opened) -> Iterator[Item | LeftOut]:
    tree = opened.tree if isinstance(opened.tree, dict) else {}
    alike = Counter(_named(path)[0] for path in tree)
    for path, text in tree.items():
        name, suffix = _named(path)
        if not isinstance(text, Text) or suffix in _NO_TEXT:
            continue
        mail = _HEADER.match(text.value) if suffix == "eml" else None
        if why := _why_left_out(path, text.value, mail):
            yield LeftOut(path, why)
        elif item := _message(path, text, mail, is_one_of_two=alike[name] > 1):
            yield item


def _why_left_out(path: str, text: str, mail: re.Match[str] | None) -> str:
    """Why a text is no message, in words that follow "Left out, as"; "" where it may be one."""
    name, suffix = _named(path)
    is_on_files = suffix in ("", "md", "txt") and _OF_THE_FILES.fullmatch(name.name)
    if is_on_files or (suffix == "md" and len(_NAME_OF_CODE.findall(text)) >= _MANY_NAMES):
        return "they are about the files beside them; no reader gets them"
    is_template = "{%" in text or without_template_suffix(path) != path
    if is_template and _PAGE.search(text):
        return "they are pages of a site, with forms or scripts"
    if mail and _IN_CODE.search(mail[0]):
        return "they are mails in parts or in code; save their words as text files"
    return ""


def _message(path: str, text: Text, mail: re.Match[str] | None, *, is_one_of_two: bool) -> Item | None:
    """The message in a file, `mail` being the header of one that was saved; None where nothing stands below its header."""
    name, suffix = _named(path)
    suffix = "html" if mail and _OF_HTML.search(mail[0]) else suffix
    header = mail or _FACTS.match(text.value)
    first = (_HEADED if mail else _SUBJECT_FACT).search(header[0]) if header else _SUBJECT.match(text.value)
    subject = Passage((text,), *first.span("words")) if first and first["words"].strip() else None
    start = header.end() if header else first.end() if first else 0
    licence = _LICENCE.match(text.value, start)
    start = licence.end() if licence else start
    if not text.value[start:].strip():
        return None
    titled = (_TITLE_FACT.search(header[0]) if header else None) or _TITLE.search(text.value)
    title = titled["words"].strip() if titled else re.sub(r"[-_]+", " ", name.name)
    is_marked_up = suffix != "html" or _MARKUP.search(_CODE.sub("", text.value)) is not None
    suffix = suffix or ("md" if _MARKDOWN.search(text.value) else "")
    facts = {"title": title, "format": _FORMATS.get(suffix, "") if is_marked_up else "text"}
    if subject is None and suffix != "html" and _TEXTED.search(str(name)):
        facts |= {"channel": "sms", "format": "text"}
    if is_one_of_two:  # A mail as text, and the same as HTML.
        name = name.with_name(f"{name.name}-{suffix}")
    return Item((path,), name.parts, Passage((text,), start), subject, facts)


def _named(path: str) -> tuple[PurePosixPath, str]:
    """A file's path without its suffixes, and the suffix that says what kind of text it is."""
    name = PurePosixPath(without_template_suffix(path))
    return name.with_suffix(""), name.suffix[1:].lower()


SYSTEM = System(
    name="folder",
    title="a folder of files",
    about="text, Markdown and HTML files, also as templates (`welcome.html.erb`, `late.j2`), and mails in plain text (`.eml`, "
    "without who sent them), each a message; a first line `Subject: …` is its subject",
    containers=("folder",),
    items=_items,
    notations=(*ANY, "capitals"),
    kind="scripted",
)
