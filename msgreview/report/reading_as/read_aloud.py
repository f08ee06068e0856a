"""A message read aloud, as a phone or a screen reader does it: in which order, when, and how what is no plain word is spoken."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgreview.catalogue.yaml_tree import load_table
from msgreview.language import language, primary
from msgreview.model.document import BlockKind
from msgreview.prose.blocks import cut_blocks
from msgreview.prose.line_kinds import HEADING, LIST, line_kinds
from msgreview.report.preview_page.model import Preview, View
from msgreview.report.reading_as.passages import Passage, Piece

_FILE = Path(__file__).with_name("spoken.yaml")
_WORDS_A_MINUTE = 160
_PAUSE = 0.6
"""Seconds between two passages."""
_WHAT: dict[BlockKind, str] = {"heading": "Heading", "list": "List item", "table": "Table", "rule": "Line", "quote": "Quote"}
_PATH = r"[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]"
_ADDRESS = rf"https?://{_PATH}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:www\.)?[a-z0-9-]+(?:\.[a-z]{{2,}})+(?:/(?:{_PATH})?)?"
_TOKEN = re.compile(
    rf"(?P<address>(?<![\w@]){_ADDRESS})"
    r"|(?P<date>(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?!\d))"
    r"|(?P<money>[$£€]\s?\d[\d,]*(?:\.\d\d)?|\d[\d.]*(?:,\d\d)?\s?[€£$])"
    r"|(?P<time>(?<!\d)(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d))"
    r"|(?P<phone>(?<!\w)\+?\(?\d(?:[\s()./-]{0,2}\d){6,}(?!\w))"
    r"|(?P<capitals>(?<!\w)[A-Z]{2,6}(?:s)?(?!\w))"
    r"|(?P<pair>\b[a-z]\. ?(?:[A-Z]|[a-z]{1,2})\.)"
    r"|(?P<word>[^\W\d_½¼¾](?:[\w./]*\w)?\.?)"
    r"|(?P<sign>[½¼¾_]|[^\w\s.,;:!?'\"()‘’“”–—-])"
)
_VOWEL = re.compile("[AEIOUY]")


def passages(view: View, preview: Preview) -> tuple[Passage, ...]:
    """The view read aloud: its subject, then its body block by block, each with the second at which it begins."""
    tag = preview.message.lang
    table = _table(tag)
    subject = "".join(run.text for run in view.subject)
    parts = [("From", preview.sender)] if preview.message.channel in ("email", "sms") else []
    parts += [("Subject", subject)] if subject else []
    parts += [*_body(view.text, tag), *(("Picture", each.label) for each in view.references if each.kind == "picture")]
    timed: list[Passage] = []
    at = 0.0
    for what, words in parts:
        passage = Passage(tuple(spoken(words, table)), what, int(at))
        timed.append(passage)
        at += _PAUSE + len(f"{what} {passage.spoken}".split()) / _WORDS_A_MINUTE * 60
    return (*timed, Passage((), "End", round(at))) if timed else ()


def spoken(text: str, table: dict[str, Any]) -> Iterator[Piece]:
    """A text in pieces, of which those that are no plain words say how they are spoken."""
    at = 0
    for match in _TOKEN.finditer(text):
        said = _said(match.lastgroup or "", match[0], table)
        if said and said != match[0]:
            if at < match.start():
                yield Piece(text[at : match.start()])
            yield Piece(match[0], said, "spoken")
            at = match.end()
    if at < len(text):
        yield Piece(text[at:])


@cache
def _table(tag: str) -> dict[str, Any]:
    """How a language speaks; nothing is known of most of them."""
    return load_table(_FILE).get(primary(tag), {})  # type: ignore[no-any-return]


def _body(text: str, tag: str) -> Iterator[tuple[str, str]]:
    """What each block is, and its words without the signs that made it so."""
    for block, _ in cut_blocks(text, line_kinds(language(tag))):
        words = text[block.start : block.end].strip()
        if block.kind == "heading":
            words = HEADING.sub("", words)
        if block.kind == "list":
            words = LIST.sub("", words, count=1)
        if block.kind == "rule":
            words = words[:1]
        yield _WHAT.get(block.kind, ""), words


def _said(kind: str, text: str, table: dict[str, Any]) -> str:
    """How a piece is spoken; "" where it is read as it stands."""
    if not table:
        return _emoji(text) if kind == "sign" else ""
    if kind == "address":
        return _spelled(text, table["address"])
    if kind == "phone":
        return " ".join(char for char in text if char.isdigit() or char == "+").replace("+", table["address"]["+"])
    if kind == "date":
        return _spelled(text, table["address"])
    if kind == "money":
        return _money(text, table["money"])
    if kind == "time":
        hour, minute = re.split("[:.]", text)
        return f"{int(hour)} {table['clock']}" if minute == "00" else f"{int(hour)} {minute}"
    if kind == "sign":
        return table["signs"].get(text) or _emoji(text)
    if kind == "capitals":
        plain = text.removesuffix("s")
        return " ".join(plain) if plain in table["letters"].split() or not _VOWEL.search(plain) else ""
    return table["short"].get(text, "")  # type: ignore[no-any-return]


def _spelled(text: str, signs: dict[str, str]) -> str:
    """An address as it is spoken, sign by sign."""
    if text.lower().startswith(("http://", "https://")):
        scheme, _, text = text.partition("://")
        return f"{' '.join(scheme.lower())} {signs[':']} {signs['/']} {signs['/']} {_spelled(text, signs)}"
    return " ".join("".join(f" {signs[char]} " if char in signs else char for char in text).split())


def _money(text: str, names: dict[str, str]) -> str:
    """A sum: its whole part, the currency, and its cents."""
    sign = next(char for char in text if char in names)
    number = text.replace(sign, "").strip()
    whole, _, cents = number.replace(",", ".").rpartition(".") if re.search(r"[.,]\d\d$", number) else (number, "", "")
    return f"{whole} {names[sign]} {cents}".strip()


def _emoji(text: str) -> str:
    """What a picture among the letters is called."""
    if len(text) == 1 and unicodedata.category(text) in ("So", "Sk", "Sm"):
        return unicodedata.name(text, "").lower()
    return ""
