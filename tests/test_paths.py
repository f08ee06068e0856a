"""Every path through a template is read: what a reader can meet is in some variant, and what none can meet is told."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from by_hand import read
from conftest import Cli
from msgspec.structs import replace

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import load_file
from msgreview.catalogue.settings import load_settings
from msgreview.model.message import Entry
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

CATALOGUE = Path(__file__).parents[1] / "messages"
SETTINGS = load_settings(CATALOGUE, date(2026, 11, 23))
ENTRIES: dict[str, Entry] = {
    entry.message.id: entry
    for path in sorted(CATALOGUE.rglob("*.yaml"))
    if path.name not in ("msgreview.yaml", "policies.yaml")
    for entry in load_file(CatalogueFile(path, path.as_posix())).entries
}
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]")


def _literals(text: str) -> Iterator[tuple[int, int]]:
    """The spans of `text` between its tags that hold a word."""
    at = 0
    for start, end in [*(tag.span() for tag in TAG.finditer(text)), (len(text), len(text))]:
        if WORD.search(text, at, start):
            yield at, start
        at = end


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """The template fields of a message that its own variants print."""
    yield "subject", entry.message.subject
    yield "body", entry.message.body
    for number, part in enumerate(entry.message.parts):
        yield f"parts.{number}.text", part.text or ""


def _with(entry: Entry, field: str, text: str) -> Entry:
    message = entry.message
    if field.startswith("parts."):
        number = int(field.split(".")[1])
        parts = (*message.parts[:number], replace(message.parts[number], text=text), *message.parts[number + 1 :])
        return replace(entry, message=replace(message, parts=parts))
    return replace(entry, message=replace(message, **{field: text}))


def _read(entry: Entry) -> VariantSet:
    return render_variants(entry, {**ENTRIES, entry.message.id: entry}.get, SETTINGS)


def _shown(variants: VariantSet) -> list[tuple[str, str]]:
    return [(one.subject.text if one.subject else "", one.body.text) for one in variants.variants]


@pytest.mark.parametrize("id_", sorted(ENTRIES))
def test_every_literal_that_can_be_reached_is_read(id_: str) -> None:
    """Other letters in a literal must change what some variant shows; where they do not, the literal is told to be dead."""
    entry = ENTRIES[id_]
    variants = _read(entry)
    shown = _shown(variants)
    assert not variants.capped
    dead = [problem for problem in variants.problems if problem.rule == "template.unreachable"]
    for field, text in _texts(entry):
        for start, end in _literals(text):
            other = text[:start] + WORD.sub("ß", text[start:end]) + text[end:]
            told = [one for one in dead if one.origin == (id_, field) and one.start < end and one.end > start]
            changed = _shown(_read(_with(entry, field, other))) != shown
            assert changed is not bool(told), f"{field}: {text[start:end]!r}"


ARMS = ["lost", "late", "short", "torn", "wet", "blue", "new", "old"]


def _chain(words: str = "It is {arm}.") -> str:
    tests = [f"{{% {'elif' if number else 'if'} {arm} %}}{words.format(arm=arm)}" for number, arm in enumerate(ARMS)]
    return "".join(tests) + "{% else %}" + words.format(arm="fine") + "{% endif %}"


def test_a_chain_of_nine_arms_has_nine_variants() -> None:
    variants = read(_chain()).variants
    assert sorted(one.body.text for one in variants) == sorted(f"It is {arm}." for arm in (*ARMS, "fine"))
    assert len({one.when for one in variants}) == 9


def test_each_arm_says_when_it_is_read(cli: Cli, tmp_path: Path) -> None:
    body = _chain("Please be advised that it is {arm}. ")
    (tmp_path / "chain.yaml").write_text(
        f'id: desk.chain\nkind: scripted\nchannel: chat\nbody: "{body}"\nsamples: {{fine: {{title: Dune}}}}\n', encoding="utf-8"
    )
    ended = cli("lint", ".", "--format", "json", "--select", "tone.form-letter")
    report = json.loads(ended.out)
    assert report["summary"]["variants"] == 9
    assert len(report["findings"]) == 9
    assert len({found["start"] for found in report["findings"]}) == 9
    whens = {found["when"] for found in report["findings"]}
    assert len(whens) == 9
    assert "" in whens
    for arm in ARMS:
        assert any(f"`{arm}` is set" in when for when in whens), arm
