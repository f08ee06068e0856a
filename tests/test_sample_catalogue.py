"""The sample catalogue is what it says: broad, sound on every path, and a model of the rubrics it is linted with."""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from jinja2 import Environment, nodes

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.load import LoadedFile, load_file
from msgreview.catalogue.settings import load_settings
from msgreview.cli.app import main
from msgreview.model.message import Entry, Message
from msgreview.template.variant_set import VariantSet
from msgreview.template.variants import render_variants

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "messages"
TODAY = date(2026, 11, 23)
SETTINGS_FILES = {"msgreview.yaml", "policies.yaml"}
SHOWN = load_cases("drafts.yaml")


def _loaded() -> list[LoadedFile]:
    paths = sorted(path for path in CATALOGUE.rglob("*.yaml") if path.name not in SETTINGS_FILES)
    return [load_file(CatalogueFile(path, path.relative_to(ROOT).as_posix())) for path in paths]


LOADED = _loaded()
ENTRIES: dict[str, Entry] = {entry.message.id: entry for file in LOADED for entry in file.entries}
MESSAGES: list[Message] = [entry.message for entry in ENTRIES.values()]
APPROVED = [message for message in MESSAGES if message.status != "draft"]
DRAFTS = [message for message in MESSAGES if message.status == "draft"]


@pytest.fixture(scope="module")
def readings() -> dict[str, VariantSet]:
    settings = load_settings(CATALOGUE, TODAY)
    return {id_: render_variants(entry, ENTRIES.get, settings) for id_, entry in ENTRIES.items()}


@pytest.fixture(scope="module")
def report() -> Any:
    command = ["msgreview", "lint", "messages", "--format", "json", "--exit-zero", "--no-cache", "--as-of", str(TODAY)]
    with pytest.MonkeyPatch.context() as patch, TextIOWrapper(BytesIO(), "utf-8") as out:
        patch.chdir(ROOT)
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdout", out)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 0
        out.seek(0)
        return json.loads(out.read())


@pytest.fixture(scope="module")
def findings(report: Any) -> dict[str, list[dict[str, Any]]]:
    """Findings by message id."""
    by_message = defaultdict(list)
    for finding in report["findings"]:
        by_message[finding["message"]].append(finding)
    return by_message


def test_every_file_loads_without_problems() -> None:
    assert {file.source.path: file.problems for file in LOADED if file.problems} == {}
    assert len(ENTRIES) == sum(len(file.entries) for file in LOADED), "an id is there twice"


def test_it_is_broad_enough_to_start_from() -> None:
    whole = [message for message in APPROVED if "part" not in message.tags]
    assert len(whole) >= 75
    assert len({message.service for message in whole}) >= 8
    assert {message.channel for message in whole} == {"email", "chat", "sms", "phone", "letter"}
    assert len(DRAFTS) == 12
    assert any(message.status == "retired" for message in APPROVED)


def test_the_kinds_have_the_shares_met_in_practice() -> None:
    kinds = Counter(message.kind for message in APPROVED)
    assert 0.08 <= kinds["automated"] / kinds.total() <= 0.13
    assert kinds["mixed"] > kinds.total() / 2


def test_messages_are_owned_and_reviewed_within_the_year() -> None:
    for message in APPROVED:
        assert message.owner.endswith("@library.example"), message.id
        assert message.title, message.id
        assert message.sent_by, message.id
        assert message.trigger, message.id
        assert message.review is not None, message.id
        assert date(2025, 11, 23) < message.review.last < TODAY, message.id
    months = {message.review.last.month for message in APPROVED if message.review}
    assert len(months) >= 11


def test_mixed_messages_have_room_for_words_of_their_own() -> None:
    for message in APPROVED:
        if message.kind == "mixed":
            slots = [part for part in message.parts if part.write]
            assert slots, message.id
            assert all(part.example for part in slots), message.id


def test_all_ways_of_writing_a_message_are_shown() -> None:
    styles = {scalar.style for entry in ENTRIES.values() for scalar in entry.texts.values()}
    assert styles == {"", "'", '"', "|", ">"}
    assert {message.format for message in MESSAGES} == {"text", "markdown", "html"}
    templates = "\n".join(scalar.value for entry in ENTRIES.values() for scalar in entry.texts.values())
    for piece in ("elif", "loop.last", "| length", "{% include", "{% import", "{% extends", "{{ policy.", "{% macro", "{#"):
        assert piece in templates, piece
    assert any(len(file.entries) > 1 for file in LOADED)
    assert any(message.waivers for message in APPROVED)
    assert any(file.ignores for file in LOADED)


def test_messages_name_only_messages_that_are_there() -> None:
    for message in MESSAGES:
        used = [part.use for part in message.parts if part.use]
        assert set(used) | set(message.supersedes) <= set(ENTRIES), message.id


def test_before_and_after_are_linked() -> None:
    linked = [after for after in APPROVED for before in DRAFTS if before.id in after.notes or before.id in after.supersedes]
    assert len(linked) >= 6


def test_templates_render_without_problems(readings: dict[str, VariantSet]) -> None:
    for message in APPROVED:
        reading = readings[message.id]
        assert reading.problems == (), message.id
        assert not reading.capped, message.id
        unknown = [name.name for name in reading.names if not name.defined]
        assert unknown == [], message.id


def test_every_sample_is_a_variant(readings: dict[str, VariantSet]) -> None:
    for message in MESSAGES:
        names = {variant.name for variant in readings[message.id].variants}
        assert set(message.samples) <= names, message.id


def test_every_literal_is_rendered_by_some_variant(readings: dict[str, VariantSet]) -> None:
    reached = _reached(readings)
    for message in APPROVED:
        for field, scalar in ENTRIES[message.id].texts.items():
            if field.endswith(".write"):
                continue
            covered = reached[message.id, field]
            for start, literal in _literals(scalar.value):
                missing = [at for at, char in enumerate(literal, start) if not char.isspace() and at not in covered]
                assert not missing, f"{message.id} {field}: {scalar.value[missing[0] :][:40]!r} is never read"


def test_every_inline_choice_is_rendered_both_ways(readings: dict[str, VariantSet]) -> None:
    everything = "\n".join(
        rendered.text
        for reading in readings.values()
        for variant in reading.variants
        for rendered in (variant.subject, variant.body)
        if rendered
    )
    for message in APPROVED:
        for scalar in ENTRIES[message.id].texts.values():
            for words in _choices(scalar.value):
                assert words in everything, f"{message.id}: {words!r} is never read"


def test_approved_messages_are_models(findings: dict[str, list[dict[str, Any]]]) -> None:
    found = [finding for message in APPROVED for finding in findings[message.id]]
    faults = [f"{f['path']}:{f['line']} {f['rule']}: {f['quote']}" for f in found if f["level"] != "suggestion"]
    assert faults == []
    assert len(found) <= len(APPROVED) // 10


def test_nothing_is_found_outside_messages(findings: dict[str, list[dict[str, Any]]]) -> None:
    assert set(findings) <= set(ENTRIES)


@pytest.mark.parametrize("draft", sorted(message.id for message in DRAFTS))
def test_a_draft_shows_its_faults(draft: str, findings: dict[str, list[dict[str, Any]]]) -> None:
    found = {finding["rule"] for finding in findings[draft]}
    assert set(SHOWN[draft]) <= found


def test_every_draft_shows_something_of_its_own() -> None:
    assert set(SHOWN) == {message.id for message in DRAFTS}
    shown = [tuple(rules) for rules in SHOWN.values()]
    assert len(set(shown)) == len(shown)


def _reached(readings: dict[str, VariantSet]) -> dict[tuple[str, str], set[int]]:
    """For each field, the offsets that came out in some variant of some message: a shared part is read through its users too."""
    reached: dict[tuple[str, str], set[int]] = defaultdict(set)
    for reading in readings.values():
        for variant in reading.variants:
            for rendered in filter(None, (variant.subject, variant.body)):
                for segment in rendered.map.segments:
                    origin = rendered.map.origins[segment.origin]
                    reached[origin.message, origin.field].update(range(segment.start, segment.end))
    return reached


def _literals(template: str) -> Iterator[tuple[int, str]]:
    """The words of a template outside its tags, with their offsets."""
    at = 0
    for _, kind, value in Environment(keep_trailing_newline=True).lex(template):
        if not value.strip():
            continue
        at = template.index(value, at)
        if kind == "data":
            yield at, value
        at += len(value)


def _choices(template: str) -> Iterator[str]:
    """The strings that an inline `if` or an `or` chooses from."""
    for choice in Environment().parse(template).find_all(nodes.CondExpr):
        for arm in (choice.expr1, choice.expr2):
            if isinstance(arm, nodes.Const) and isinstance(arm.value, str):
                yield arm.value.strip()
