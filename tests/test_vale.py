"""Styles of Vale: what their rules find, what is said of rules that are not used, and how the tool's commands know them."""

import importlib
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_files import load_cases
from conftest import Cli

from msgreview.catalogue.settings import load_settings
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Config, Settings, Vocabulary
from msgreview.model.errors import ConfigError, RubricError
from msgreview.model.message import Message
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.vale.patterns import as_exception, as_regex

CASES = Path(__file__).parent / "cases"
KINDS = load_cases("vale.yaml")
STYLES, ODD = CASES / "vale" / "styles", CASES / "vale" / "odd"
TEXTS = load_cases("vale/texts.yaml")
TODAY = date(2027, 1, 4)


def rules_of(root: Path, *names: str, accept: tuple[str, ...] = ()) -> RuleSet:
    config = Config(rubrics=tuple(f"vale:{name}" for name in names), vocabulary=Vocabulary(accept=accept))
    rules = load_rubrics([], Settings(config, (), {}, str(root), TODAY, ""))
    return with_only(rules, *(rule for rule in rules.all_rules.values() if rule.selector))


def hits(rules: RuleSet, **fields: Any) -> list[tuple[str, int, str, tuple[str, ...]]]:
    """Field, start, words and arguments of each hit."""
    message = Message("a.message", "scripted", "email", **fields)
    linted = lint_plain(message, Runner(rules, Settings(Config(), (), {}, ".", TODAY, "")))
    assert not linted.failures
    documents = {"subject": linted.texts[0].document.subject, "body": linted.texts[0].document.text}
    return [(hit.field, hit.start, documents[hit.field][hit.start : hit.end], hit.args) for _, hit, _ in linted.hits]


def marked(text: str) -> tuple[str, list[tuple[int, str]]]:
    """A text without its marks, and the places and words that were marked in it."""
    pieces = text.replace("⟧", "⟦").split("⟦")
    return "".join(pieces), [(len("".join(pieces[:number])), pieces[number]) for number in range(1, len(pieces), 2)]


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case["about"])
def test_rule(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "House").mkdir()
    (tmp_path / "House" / "It.yml").write_text(yaml.safe_dump(case["rule"], allow_unicode=True), "utf-8")
    rules = rules_of(tmp_path, "House", accept=tuple(case.get("accept", ())))
    assert rules.notes == ()
    texts = {field: marked(case.get(field, "")) for field in ("subject", "body")}
    form = case.get("format", "text")

    found = hits(rules, subject=texts["subject"][0], body=texts["body"][0], format=form, lang=case.get("lang", "en"))

    if form == "text":
        assert [each[:3] for each in found] == [(field, *place) for field, (_, places) in texts.items() for place in places]
    else:  # The signs of headings and lists are not in the text that is read.
        words = [(field, words) for field, (_, places) in texts.items() for _, words in places]
        assert [(field, words) for field, _, words, _ in found] == words
    if "args" in case:
        assert [list(args) for *_, args in found] == case["args"]


@pytest.mark.parametrize(
    ("pattern", "by_line", "expected"),
    [
        ("a$", True, "a$"),
        ("a$", False, r"a\Z"),
        ("^a", False, "(?-m:^a)"),
        (r"[$^]\$\^", False, r"[$^]\$\^"),
        (r"a\z", True, r"a\Z"),
        ("don’t", True, r"don\u2019t"),
        ("[“”]", True, r"[\u201c\u201d]"),
        (r"\x{1F600}", True, r"\U0001F600"),
        ("(?'n'a)", True, "(?P<n>a)"),
        ("a{,2}", True, r"a\{,2}"),
        ("a{1,2}", True, "a{1,2}"),
    ],
)
def test_patterns(pattern: str, by_line: bool, expected: str) -> None:
    assert as_regex(pattern, by_line=by_line) == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("Node.js", r"Node\.js"), ("Garden Path", r"Garden\s+Path"), ("[pP]y.*", "[pP]y.*"), ("a-b", "a-b")]
)
def test_exceptions(word: str, expected: str) -> None:
    assert as_exception(word) == expected


def test_all_rules_of_a_style_are_there() -> None:
    rules = rules_of(STYLES, "House", "config/vocabularies/Desk")
    names = {f"House.{path.stem}" for path in (STYLES / "House").glob("*.yml")} | {"House.sub.Deep", "Vale.Terms", "Vale.Avoid"}
    assert set(rules.all_rules) == names
    assert rules.notes == ()
    assert rules.all_rules["House.Words"].link == "https://example.org/words"


def test_a_single_rule(tmp_path: Path) -> None:
    assert set(rules_of(STYLES, "House/Swap.yml").all_rules) == {"House.Swap"}


def test_a_vocabulary() -> None:
    rules = rules_of(STYLES, "config/vocabularies/Desk", "House/Words.yml")
    body = "The garden path, the Garden Path, the Counter, the rest, patrons."
    assert sorted(each[2:] for each in hits(rules, body=body)) == [
        ("garden path", ("Garden Path", "garden path")),
        ("patrons", ("patrons",)),
        ("rest", ("rest",)),
    ]


NOTES = """
Child.yml:1:1: Odd.Child is not used: it extends another rule, 'Odd.Known'; copy what it takes over into it.
Known.yml:3:1: Odd.Known: 'colour' means nothing here and is passed over.
Known.yml:4:1: Odd.Known: 'awful' is no level of Vale's, so it is taken for a warning.
Known.yml:5:1: Odd.Known: the scope 'comment' is passed over: no message has 'comment'.
List.yml:1:1: Odd.List is not used: a rule of Vale is a group of 'key: value' lines.
Mute.yml:1:1: Odd.Mute is not used: it has no `message`.
NotYaml.yml:4:1: this does not read as YAML: a quote or bracket is opened and never closed \
(while scanning a quoted scalar that starts in line 2). Odd.NotYaml is not used.
Nothing.yml:1:1: Odd.Nothing is not used: it needs `tokens` (or `raw`): the words to look for.
Nowhere.yml:3:1: Odd.Nowhere is not used: no message has its scope, 'comment.line'.
Program.yml:1:1: Odd.Program is not used: it is a program, and no program of a style is run here.
Source.yml:3:1: Odd.Source: the scope 'raw' is read without markup here.
Spelling.yml:1:1: Odd.Spelling is not used: spelling is read by `grammar: harper` in msgreview.yaml, and no dictionary of Vale's.
Tagged.yml:1:1: Odd.Tagged is not used: it asks for parts of speech, which are not known here.
Unreadable.yml:1:1: Odd.Unreadable is not used: the pattern '\\b(?:fine()\\b' cannot be read: missing ) at position 13.
Wrong.yml:1:1: Odd.Wrong is not used: `ignorecase`: Expected `bool`, got `str`.
"""


def test_what_cannot_be_used_says_so_and_the_others_run() -> None:
    rules = rules_of(ODD, "Odd")
    assert sorted(rules.notes) == [f"Odd/{note}" for note in NOTES.strip().splitlines()]
    assert [(start, words) for _, start, words, _ in hits(rules, body="An odd one.")] == [(3, "odd"), (3, "odd")]


def test_settings_that_name_no_style(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    shutil.copytree(STYLES, tmp_path / "styles")
    settings = tmp_path / "msgreview.yaml"
    settings.write_text("rubrics: [vale:nowhere, vale:empty, vale:styles]\n", "utf-8")
    with pytest.raises(RubricError) as caught:
        load_rubrics([], load_settings(tmp_path, TODAY, here=tmp_path))
    assert str(caught.value).splitlines() == [
        "msgreview.yaml:1:11: 'vale:nowhere': there is no such folder. Correct `rubrics:` in your settings.",
        "msgreview.yaml:1:25: 'vale:empty': it holds no rule of Vale's (a file that ends in .yml) "
        "and no vocabulary (accept.txt, reject.txt).",
        "msgreview.yaml:1:37: 'vale:styles': it holds styles. Name those that you want, such as 'vale:styles/House'.",
    ]
    settings.write_text("rubrics: ['vale:../styles']\n", "utf-8")
    with pytest.raises(ConfigError, match="leads out of the catalogue"):
        load_settings(tmp_path, TODAY, here=tmp_path)


AGREEMENT = {"text": 0.9, "markdown": 0.9}
"""The least share of findings that both tools have, over the texts here."""


def vale() -> str:
    path = os.environ.get("MSGREVIEW_VALE") or shutil.which("vale")
    return path or pytest.skip("there is no Vale to compare with: name one in MSGREVIEW_VALE")


@pytest.mark.parametrize("form", AGREEMENT)
def test_agreement_with_vale(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    command = vale()
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    compared = importlib.import_module("vale")
    styles = Path(os.environ.get("MSGREVIEW_VALE_STYLES") or STYLES)
    corpus = os.environ.get("MSGREVIEW_VALE_TEXTS")
    texts = list(compared.texts_in(map(Path, corpus.split(os.pathsep)))) if corpus else [f"{text.strip()}\n" for text in TEXTS]
    rules = compared.rules_of(styles)
    ours, theirs = (
        compared.ours(rules, texts, form),
        compared.theirs(command, styles, texts, form, {rule.id: rule.kind for rule in rules.rules}),
    )
    apart = {"ours": ours - theirs, "Vale's": theirs - ours}
    assert compared.total(compared.compare(ours, theirs).values()).share >= AGREEMENT[form], apart


MESSAGE = """\
id: a.b
kind: scripted
channel: email
subject: A rest for {{ name }}
body: |
  Dear {{ name }},
  the counter is here{% if late %}, and so is the  leverage{% endif %}.
samples:
  one: {name: Leverage}
"""


@pytest.fixture
def house(cli: Cli) -> Cli:
    shutil.copytree(STYLES, "styles")
    shutil.copytree(ODD / "Odd", "styles/Odd")
    Path("messages").mkdir()
    Path("messages/a.yaml").write_text(MESSAGE, "utf-8")
    Path("msgreview.yaml").write_text("rubrics: [vale:styles/House, vale:styles/Odd]\n", "utf-8")
    return cli


def test_lint_points_at_the_words_on_every_path(house: Cli) -> None:
    ended = house("lint", "--select", "House.Words", "--format", "concise")
    assert ended.code == 1
    assert [row.split(" ", 1)[0] for row in ended.out.splitlines() if "House.Words" in row] == [
        "messages/a.yaml:4:12:", "messages/a.yaml:7:7:", "messages/a.yaml:7:52:",
    ]  # fmt: skip
    assert "there are 15 notes on the rules of Vale's styles. `msgreview doctor` has them." in ended.err


def test_a_message_tells_what_its_action_makes(house: Cli) -> None:
    rule = (
        "extends: existence\nmessage: \"Write '%s' as '%s'.\"\naction: {name: edit, params: [truncate, un]}\ntokens: [counter]\n"
    )
    Path("styles/House/Words.yml").write_text(rule, "utf-8")
    assert "Write 'counter' as 'co'." in house("lint", "--select", "House.Words", "--format", "concise").out


def test_commands_know_the_rules(house: Cli) -> None:
    assert "House.Words  red\n" in house("explain", "House.Words").out
    assert "red: a run fails on it, as in Vale; it bends when a manager signs a waiver" in house("explain", "House.Words").out
    unused = house("explain", "Odd.Tagged")
    assert (unused.code, unused.err.startswith("msgreview: styles/Odd/Tagged.yml:1:1: Odd.Tagged is not used: ")) == (2, True)
    assert "House.sub.Deep" in house("rubric", "list").out
    assert "note  styles/Odd/Tagged.yml:1:1: Odd.Tagged is not used: " in house("doctor").out
    assert house("rubric", "test", "House").err == (
        "msgreview: the rules of Vale's styles have no examples to prove. Vale's own tests are `vale test`.\n"
    )


def test_levels_and_waivers(house: Cli) -> None:
    waiver = "waivers:\n  - {rule: House.Words, reason: It is a name., by: a@library.example, until: 2030-01-01}\n"
    Path("messages/a.yaml").write_text(MESSAGE + waiver, "utf-8")
    assert house("lint", "--select", "House.Words", "--as-of", "2027-01-04").code == 0
    Path("msgreview.yaml").write_text("rubrics: [vale:styles/House]\nlevels: {House: 'off', House.Dash: error}\n", "utf-8")
    findings = house("lint", "--select", "House", "--format", "concise", "--as-of", "2027-01-04").out
    assert {row.split()[2] for row in findings.splitlines() if "messages/" in row} <= {"House.Dash"}


def test_a_changed_style_is_read_again(house: Cli) -> None:
    assert "House.Words" in house("lint", "--format", "concise").out
    Path("styles/House/Words.yml").write_text("extends: existence\nmessage: No.\ntokens: [never]\n", "utf-8")
    assert "House.Words" not in house("lint", "--format", "concise").out
