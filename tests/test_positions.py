"""Every finding that calls itself exact stands in its file as it is quoted, however the words got there."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import planted
import pytest
from conftest import Cli
from hypothesis import given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.catalogue.files import CatalogueFile
from msgreview.catalogue.locate import span_location
from msgreview.catalogue.settings import load_settings
from msgreview.lint.file import FileLinter
from msgreview.model.span import Source, Span
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
ENDS = re.compile(r"\r\n|\n|\r")
TAG = re.compile(r"\{[{%#]")
FACTS = re.compile(r"^(facts|file|review-date|catalogue|placeholders|waiver|ignore)\.")


def _texts(folder: Path, findings: list[dict[str, Any]]) -> dict[str, str]:
    """The text of every file with findings, its byte order mark left out and its line ends as they stand."""
    return {path: (folder / path).read_bytes().decode("utf-8-sig") for path in {found["path"] for found in findings}}


def check(folder: Path, findings: list[dict[str, Any]]) -> dict[str, str]:
    """Holds findings against their files; the texts of the files."""
    texts = _texts(folder, findings)
    starts = {path: [0, *(end.end() for end in ENDS.finditer(text))] for path, text in texts.items()}
    for found in findings:
        text, lines = texts[found["path"]], starts[found["path"]]
        assert 0 <= found["start"] <= found["end"] <= len(text), found
        assert lines[found["line"] - 1] + found["column"] - 1 == found["start"], found
        assert lines[found["end_line"] - 1] + found["end_column"] - 1 == found["end"], found
        assert found["line"] == len(lines) or found["start"] < lines[found["line"]], found
        if found["exact"]:
            assert text[found["start"] : found["end"]] == found["quote"], found
    return texts


def share_of_exact(texts: dict[str, str], findings: list[dict[str, Any]]) -> float:
    """Of the findings on words of the author, without a tag among them, how many stand in the file as they are quoted."""
    on_words = [
        found for found in findings if not FACTS.match(found["rule"]) and re.match(r"body|subject|parts\.", found["field"])
    ]
    words = [found for found in on_words if not TAG.search(texts[found["path"]], found["start"], found["end"])]
    assert len(words) > 50
    return sum(found["exact"] for found in words) / len(words)


def found_by(cli: Cli, *arguments: str) -> list[dict[str, Any]]:
    ended = cli("lint", *arguments, "--format", "json", "--exit-zero", "--no-cache", "--as-of", "2026-11-23")
    assert ended.code == 0, ended.err
    report = json.loads(ended.out)
    return [*report["findings"], *report["waived"]]


def test_the_sample_catalogue(cli: Cli, tmp_path: Path) -> None:
    findings = found_by(cli, str(ROOT / "messages"))
    assert share_of_exact(check(tmp_path, findings), findings) >= 0.9


def test_the_corpus(cli: Cli, tmp_path: Path) -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not there")
    for name in ("koha", "evergreen", "cx", "support"):
        ended = cli("import", "records", str(CORPUS / f"{name}.json"), "--into", f"messages/{name}", "--body", "text")
        assert ended.code == 0, ended.err
    findings = found_by(cli, "messages")
    assert len(list(tmp_path.glob("messages/**/*.yaml"))) == 143
    assert share_of_exact(check(tmp_path, findings), findings) >= 0.9


@pytest.mark.slow
def test_a_phrase_that_is_planted_in_every_way(cli: Cli, tmp_path: Path) -> None:
    count = times(300)
    planted.catalogue(tmp_path, count)
    findings = found_by(cli, ".")
    texts = check(tmp_path, findings)
    broken = [
        f"{found['path']}:{found['line']} {found['text']}"
        for found in findings
        if found["rule"].startswith(("file.", "template.", "internal."))
    ]
    assert broken == []
    spans: dict[str, Counter[tuple[int, int]]] = {}
    phrases = [found for found in findings if found["rule"] == "planted.phrase"]
    for found in phrases:
        spans.setdefault(found["path"], Counter())[found["start"], found["end"]] += 1
    for path in tmp_path.glob("*.yaml"):
        text = path.read_bytes().decode("utf-8-sig")
        there = [match.span() for match in planted.PLANTED.finditer(text)]
        told = spans.get(path.name, Counter())
        missing = [text[start - 30 : end + 10] for start, end in there if (start, end) not in told]
        assert missing == [], path
        assert set(told.values()) <= {1}, path
    for found in phrases:
        whole = texts[found["path"]][found["start"] : found["end"]] == planted.PHRASE
        assert found["exact"] is whole, found
    assert len(phrases) > 2.5 * count
    assert share_of_exact(texts, phrases) >= 0.9
    assert len(texts) > count / 4


LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\u2028\u2029"), max_size=30
)


@pytest.fixture(scope="module")
def linter() -> FileLinter:
    """Reads files with the planted rubric alone."""
    with TemporaryDirectory() as name:
        planted.catalogue(Path(name), 0)
        known = load_settings(Path(name), date(2026, 11, 23))
        return FileLinter(Runner(load_rubrics(rubric_folders(known), known), known))


@settings(deadline=None)
@given(
    before=st.lists(LINES, max_size=3),
    after=st.lists(LINES, max_size=3),
    style=st.sampled_from(("|", ">", "|-", ">+", '"', "'")),
    ends=st.sampled_from(("\n", "\r\n")),
    mark=st.sampled_from(("", "\ufeff")),
)
def test_any_words_around_the_phrase(
    before: list[str], after: list[str], style: str, ends: str, mark: str, linter: FileLinter
) -> None:
    words = "\n\n".join([*before, f"see {planted.PHRASE} now", *after])
    match style:
        case '"':
            value = json.dumps(words, ensure_ascii=False)
        case "'":
            value = "'" + words.replace("'", "''").replace("\n\n", "\n\n\n  ") + "'"
        case _:
            value = style + "2\n" + "".join(f"  {line}\n" for line in words.split("\n"))
    text = f"id: any.words\nkind: scripted\nchannel: email\nbody: {value}\n"
    with TemporaryDirectory() as name:
        path = Path(name, "any.yaml")
        path.write_bytes((mark + text.replace("\n", ends)).encode("utf-8"))
        findings = [
            msgspec.structs.asdict(found) for found in linter.lint(CatalogueFile(path, "any.yaml"), lambda _: None).findings
        ]
        check(Path(name), findings)
    assert any(found["quote"] == planted.PHRASE and found["exact"] for found in findings)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_is_shown_without_its_end(end: str) -> None:
    source = Source.of("a.yaml", f"id: a{end}body: Come in.{end}")
    assert [source.line_span(number) for number in (1, 2, 3)] == [(0, 5), (5 + len(end), 19 + len(end)), (19 + 2 * len(end),) * 2]
    location = span_location(source, Span(11 + len(end), 15 + len(end)))
    assert (location.line, location.column, location.quote, location.excerpt) == (2, 7, "Come", "body: Come in.")
