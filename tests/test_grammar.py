"""Grammar and spelling: what the engines find in messages, at which words, and what they are never shown."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli
from stand_in import StandIn, stand_in

from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.load import load_text
from msgreview.lint import workers
from msgreview.lint.lint_report import Choice, LintReport
from msgreview.lint.run import lint_files
from msgreview.model.config import Config, GrammarConfig, Settings, Vocabulary
from msgreview.model.errors import EngineError
from msgreview.model.message import Message
from msgreview.prose.document import parse_document
from msgreview.rubric.grammar import open_engine
from msgreview.rubric.grammar.engine import Slip, region
from msgreview.rubric.grammar.names import Accepted, is_name
from msgreview.rubric.grammar.proofreader import Proofreader
from msgreview.rubric.grammar.server import LocalServer, installed
from msgreview.template.variants import render_variants

CASES: list[dict[str, Any]] = load_cases("grammar.yaml")
RUBRIC = (shipped("rubrics") / "grammar.yaml",)
HARPER = GrammarConfig("harper")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def settings(root: Path, grammar: GrammarConfig, **config: Any) -> Settings:
    return Settings(Config(grammar=grammar, **config), (), {}, str(root), date(2026, 11, 23), "")


def linted(folder: Path, grammar: GrammarConfig, **options: Any) -> LintReport:
    """What the rules of grammar find in the messages of a folder."""
    files = find_files([folder], folder)
    known = settings(folder, grammar)
    return lint_files(files, known, RUBRIC, Choice(select=("grammar",)), rest=lambda: files, **options)


def put(case: dict[str, Any], path: Path) -> str:
    """Writes the file of a case: its text."""
    text = str(case["file"].replace("\n", "\r\n") if case.get("crlf") else case["file"])
    path.write_text(text, encoding="utf-8", newline="")
    return text


def shown(finding: Any, text: str) -> str:
    """A finding as cases write it; not in template code, and at its words."""
    assert not any(finding.start < code.end() and code.start() < finding.end for code in _CODE.finditer(text))
    assert not finding.exact or text[finding.start : finding.end] == finding.quote
    words = " ".join(finding.quote.split("\n"))
    return f"{finding.line}:{finding.column} {finding.rule.removeprefix('grammar.')} {words}" + ("" if finding.exact else " ~")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_harper(case: dict[str, Any], tmp_path: Path) -> None:
    text = put(case, tmp_path / "m.yaml")
    report = linted(tmp_path, HARPER)
    assert report.notes == ()
    assert [shown(finding, text) for finding in report.findings] == case["harper"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 20


@pytest.mark.slow
def test_languagetool(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a real server finds in all cases, which comes and goes with one run: starting it takes longer than all else."""
    if installed() is None:
        pytest.skip("LanguageTool is not here. `make languagetool` gets it, with Java 17 and Maven.")
    asked = []

    def close(server: LocalServer, end: Callable[[LocalServer], None] = LocalServer.close) -> None:
        asked.append(server.url)
        engine = open_engine(GrammarConfig("languagetool", server.url, timeout=60))
        assert engine.key.startswith("languagetool LanguageTool 6.")
        assert engine.supports("en-GB")
        assert engine.supports("es-MX")
        assert not engine.supports("de")
        assert engine.check("teh", "de") == []
        end(server)

    monkeypatch.setattr(LocalServer, "close", close)
    Path("messages").mkdir()
    Path("msgreview.yaml").write_text("grammar: {engine: languagetool, timeout: 60}\n")
    paths = [f"messages/{number:02}.yaml" for number in range(len(CASES))]
    texts = [put(case, Path(path)) for case, path in zip(CASES, paths, strict=True)]
    ended = cli("lint", "--select", "grammar", "--format", "json", "--exit-zero", "--strict-engines")
    assert (ended.code, ended.err) == (0, "")
    findings = [SimpleNamespace(**finding) for finding in json.loads(ended.out)["findings"]]
    results = {
        case["name"]: [shown(finding, text) for finding in findings if finding.path == path]
        for case, path, text in zip(CASES, paths, texts, strict=True)
    }
    assert results == {case["name"]: case["languagetool"] for case in CASES}
    assert len(asked) == 1
    assert not workers.linters or all(not spec.grammar.url for spec in workers.linters)


@pytest.mark.parametrize(
    ("written", "suggestions", "opens", "name"),
    [
        ("Okafor", ["Orator"], False, True),
        ("Rivermouth", ["Vermouth", "River mouth"], False, True),
        ("Alot", ["A lot"], True, False),
        ("Libary", ["Library"], False, False),
        ("Accomodation", ["Accommodation"], False, False),
        ("Thier", ["Their"], True, False),
        ("Marta", ["Martha"], False, True),
        ("Élodie", ["Elodie"], False, True),
        ("OPAC", ["Opal"], False, True),
        ("RECIEVED", ["Received"], False, False),
        ("recieve", ["receive"], False, False),
        ("qx17", ["ox"], False, True),
        ("Zyklopen", [], False, True),
    ],
)
def test_names(written: str, suggestions: list[str], opens: bool, name: bool) -> None:
    assert is_name(written, suggestions, opens=opens) is name


def test_accepted_words() -> None:
    words = Vocabulary(accept=("makerspace kit",), reject={"patron": "biblionaut"}, acronyms=("ILLIAD",))
    accepted = Accepted(Config(vocabulary=words, variables={"library": {"name": "Quayhaven"}}))
    message = Message("a", "scripted", "chat", samples={"one": {"items": ["zyklop"]}})

    def allows(word: str, category: str = "spelling") -> bool:
        return accepted.allow(Slip(0, len(word), category, "", ("other",)), word, message)  # type: ignore[arg-type]

    assert all(map(allows, ("makerspace", "biblionaut", "illiad", "quayhaven", "zyklop")))
    assert not allows("kitt")
    assert not allows("zyklop", "wording")


@pytest.mark.parametrize(
    ("lang", "english", "tag"),
    [("en", "en", "en-US"), ("en", "en-GB", "en-GB"), ("en_gb", "en", "en-GB"), ("EN-au", "en-GB", "en-AU"), ("de", "en", "de")],
)
def test_regions(lang: str, english: str, tag: str) -> None:
    assert region(lang, english) == tag


class StandInEngine:
    """An engine that finds the words it is told to, and keeps the texts it was given."""

    key = "reader"

    def __init__(self, *slips: tuple[str, str], fails: bool = False) -> None:
        self.slips = slips
        self.fails = fails
        self.texts: list[str] = []

    def supports(self, lang: str) -> bool:
        return lang != "de"

    def check(self, text: str, lang: str) -> list[Slip]:
        if self.fails:
            raise EngineError("it is gone")
        self.texts.append(text)
        spans = [(at.span(), category) for words, category in self.slips for at in re.finditer(words, text)]
        return [Slip(*span, category, "", ("x",)) for span, category in spans]  # type: ignore[arg-type]


def quotes(engine: StandInEngine, body: str, english: Any = "en-US", **fields: Any) -> list[str]:
    """The words of the slips in a message."""
    proofreader = Proofreader(lambda: engine, settings(Path(), GrammarConfig("harper", english=english)))
    return read_by(proofreader, body, **fields)


def read_by(proofreader: Proofreader, body: str, **fields: Any) -> list[str]:
    text = yaml.safe_dump({"id": "a", "kind": "scripted", "channel": "email", **fields, "body": body}, allow_unicode=True)
    (entry,) = load_text(text, "a.yaml").entries
    known = settings(Path(), HARPER)
    told = []
    for variant in render_variants(entry, lambda _: None, known).variants:
        document = parse_document(entry.message, variant)
        told += [document.folded.text[each.start : each.end] for each in proofreader.proofread(document) if each.field == "body"]
    return told


@pytest.mark.parametrize(
    ("slips", "body", "told"),
    [
        ([("teh", "spelling")], "See teh book.", ["teh"]),
        ([("teh", "spelling")], "See {{ title }} book.", []),
        ([(r"\w*tehs", "spelling")], "See {{ title }}s book.", []),
        ([("teh", "spelling")], "See {{ title }} teh book.", ["teh"]),
        ([("teh", "spelling")], "See https://a.example/teh or teh@a.example or `teh`.", []),
        ([(r"\ba\b", "article")], "Bring a {{ title }} now.", []),
        ([(r"\ba\b", "article")], "Bring a book now, {{ title }}.", ["a"]),
        ([(" ,", "punctuation")], "Now{{ none }} , please.", []),
        ([(" ,", "punctuation")], "Now , please.", [" ,"]),
        ([("see", "capitals")], "see it. And see more.", ["see"]),
        ([("teh", "spelling")], "Title: teh\nShelf: QX 17.4\nDue: 3 May 2026\n", []),
        ([("teh", "spelling")], "Please bring:\n\n- teh card\n- teh book\n", ["teh", "teh"]),
    ],
)
def test_what_is_the_authors(slips: Sequence[tuple[str, str]], body: str, told: list[str]) -> None:
    assert quotes(StandInEngine(*slips), body, samples={"one": {"title": "ateh", "none": ""}}) == told


def test_each_text_is_read_once() -> None:
    engine = StandInEngine()
    quotes(engine, "See it.\n\n{% if a %}Now.{% else %}Then.{% endif %}\n\nSee\nit.", samples={"one": {"a": "1"}})
    assert sorted(engine.texts) == ["Now.", "See it.", "Then."]


def test_list_marks_and_long_words_are_not_shown() -> None:
    engine = StandInEngine()
    quotes(engine, f"Bring:\n\n- it\n- {'a' * 200000}\n")
    assert engine.texts[:2] == ["Bring:", "it"]
    assert set(engine.texts[2].split()) == {"X"}


def test_a_huge_block_is_read_in_pieces() -> None:
    engine = StandInEngine(("teh", "spelling"))
    told = quotes(engine, "See teh book, and bring it to us on Friday. " * 1000)
    assert len(told) == 1000
    assert max(map(len, engine.texts)) <= 8000
    engine = StandInEngine(("teh", "spelling"))
    assert len(quotes(engine, "teh book " * 5000)) == 5000
    assert max(map(len, engine.texts)) <= 8000


def test_other_languages_are_left_alone() -> None:
    assert quotes(StandInEngine(("teh", "spelling")), "teh", lang="de") == []


def test_words_of_both_kinds_of_english() -> None:
    class American(StandInEngine):
        def check(self, text: str, lang: str) -> list[Slip]:
            return super().check(text, lang) if lang != "en-GB" or "colour" not in text else []

    body = "The colour and the libary."
    slips = [("colour", "spelling"), ("libary", "spelling")]
    assert quotes(American(*slips), body, english="en") == ["libary"]
    assert quotes(American(*slips), body, english="en-US") == ["colour", "libary"]
    assert quotes(American(*slips), body, english="en", lang="en-US") == ["colour", "libary"]


def test_an_engine_that_fails_is_not_asked_again() -> None:
    engine = StandInEngine(fails=True)
    proofreader = Proofreader(lambda: engine, settings(Path(), HARPER))
    assert read_by(proofreader, "See teh.") == []
    assert proofreader.failure == "it is gone"
    engine.fails = False
    assert read_by(proofreader, "See it.") == []
    assert engine.texts == []


def test_a_panic_of_harper_is_an_error_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Panics:
        error: BaseException = PanicException("no way")

        def lint(self, *_: object, **__: object) -> None:
            raise self.error

    panics = Panics()
    monkeypatch.setattr("msgreview.rubric.grammar.harper.linter_for", lambda _: panics)
    with pytest.raises(RuntimeError, match="harper gave up on a text: no way"):
        open_engine(HARPER).check("See it.", "en")
    panics.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        open_engine(HARPER).check("See it.", "en")


def test_harper_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    engine = open_engine(HARPER)
    for case in CASES:
        engine.check(case["file"], "en")
    engine.check("I am looking forward to meet you. It is better then that.", "en-GB")
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as made:
        yield made


def test_positions_count_as_python_does(server: StandIn, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: See 😀😀 teh 🎈 and teh book.\n")
    report = linted(tmp_path, GrammarConfig("languagetool", server.url))
    assert [(each.column, each.quote) for each in report.findings] == [(14, "teh"), (24, "teh")]
    assert report.findings[0].advice.startswith("Did you mean 'the'?")


@pytest.mark.parametrize("end", ["", "/", "/v2", "/v2/", "/v2/check"])
def test_the_address_may_be_written_in_any_way(end: str, server: StandIn) -> None:
    engine = open_engine(GrammarConfig("languagetool", server.url + end))
    assert engine.check("See teh book.", "en") == [
        Slip(4, 7, "spelling", "Possible spelling mistake found.", ("the",)),
    ]
    assert engine.check("  ", "en") == []


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("slow", "it did not answer within 1 seconds"),
        ("dribble", "it did not answer within 1 seconds"),
        ("moves", "it answered 307 Temporary Redirect and points to http://192.0.2.1/elsewhere"),
        ("odd", "it does not answer as LanguageTool does"),
    ],
)
def test_texts_that_are_not_answered(mode: str, why: str, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    timeout = 1 if "within 1 seconds" in why else 60
    monkeypatch.setattr("msgreview.rubric.grammar.languagetool.LOADING", timeout)
    engine = open_engine(GrammarConfig("languagetool", server.url, timeout=timeout))
    server.mode = mode
    with pytest.raises(EngineError, match=re.escape(why)):
        engine.check("See teh book.", "en")


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("html", "it does not answer as LanguageTool does"),
        ("list", "it does not answer as LanguageTool does"),
        ("moved", "it answered 301 Moved Permanently and points to http://192.0.2.1/elsewhere"),
    ],
)
def test_servers_of_another_kind(mode: str, why: str, server: StandIn) -> None:
    server.mode = mode
    with pytest.raises(EngineError, match=re.escape(f"LanguageTool at {server.url}/ cannot be used ({why})")):
        open_engine(GrammarConfig("languagetool", server.url))


def test_nobody_there() -> None:
    with pytest.raises(EngineError, match=r"Connection refused\), so grammar and spelling are not read\. Is it running\?"):
        open_engine(GrammarConfig("languagetool", "http://127.0.0.1:9/"))


def test_proxies_are_not_for_this_machine(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert open_engine(GrammarConfig("languagetool", server.url)).check("teh", "en")
