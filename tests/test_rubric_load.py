"""Rubric files: what is read, what is refused and where, and what the settings change."""

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from case_files import load_cases
from test_kinds import CASES, TODAY, document, settings

from msgreview.model.config import Config, Policy, ReadabilityConfig, Settings, SmsConfig, Vocabulary
from msgreview.model.errors import RubricError
from msgreview.model.message import Channel, Message
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.kinds import KINDS, grade
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.rule_text import fill
from msgreview.rubric.ruleset import RuleSet, resettled, with_all, with_only
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Applies

ERRORS = load_cases("rubric-errors.yaml", texts=True)
MOVES = CASES / "moves.yaml"
HEAD = "title: T\npractice: clear\nrules:\n"
ONE = HEAD + "  one: {extends: existence, message: m, tokens: [wait]}\n"


def load(folder: Path, text: str, known: Settings | None = None, name: str = "test.yaml") -> RuleSet:
    (folder / name).write_text(text, encoding="utf-8")
    return load_rubrics([MOVES, folder], known or settings())


def refusal(folder: Path, text: str, known: Settings | None = None) -> list[str]:
    with pytest.raises(RubricError) as caught:
        load(folder, text, known)
    return [line.removeprefix(f"{folder.as_posix()}/") for line in str(caught.value).splitlines()]


@pytest.mark.parametrize("case", ERRORS, ids=[case["name"] for case in ERRORS])
def test_mistakes_are_told_at_their_place(case: dict[str, Any], tmp_path: Path) -> None:
    if "file" in case:
        text = case["file"]
    elif ":" in case["rule"]:
        text = HEAD + "  one:\n" + indent(case["rule"], "    ") + "\n"
    else:
        text = HEAD + f"  one:\n    {case['rule']}\n"
    told = refusal(tmp_path, text)
    assert len(told) == len(case["errors"]), told
    for line, expected in zip(told, case["errors"], strict=True):
        assert line.startswith(f"test.yaml:{expected}")


def test_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: T\nrules: {}\nextra: 1\n", encoding="utf-8")
    told = refusal(
        tmp_path, HEAD + "  one: {extends: existence, message: m, tokens: ['(']}\n  two: {extends: none, message: m}\n"
    )
    assert [line.partition(": ")[0] for line in told] == ["a.yaml:3:1", "test.yaml:5:18"]


def test_patterns_of_all_rules_are_told_together(tmp_path: Path) -> None:
    told = refusal(
        tmp_path,
        HEAD
        + "  one: {extends: existence, message: m, tokens: ['(']}\n"
        + "  two: {extends: occurrence, message: m, token: '[', max: 2}\n"
        + "  three: {extends: existence, message: m, tokens: [fine]}\n",
    )
    assert [line.partition(": ")[0] for line in told] == ["test.yaml:4:50", "test.yaml:5:49"]


def test_rule_twice(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "test.yaml").write_text(ONE, encoding="utf-8")
    (tmp_path / "test.yaml").write_text(ONE, encoding="utf-8")
    with pytest.raises(RubricError, match=r"more/test.yaml:4:1: the rule 'test.one' is there already, at .*/test.yaml:4"):
        load_rubrics([MOVES, tmp_path, tmp_path / "more"], settings())


def test_unreadable_things(tmp_path: Path) -> None:
    bad_moves = tmp_path / "moves.yaml"
    bad_moves.write_text("moves: {a: {patterns: [<nothing>]}}\n", encoding="utf-8")
    (tmp_path / "binary.yaml").write_bytes(b"\0\1\2")
    with pytest.raises(RubricError) as caught:
        load_rubrics([tmp_path, tmp_path / "nowhere"], settings())
    told = str(caught.value)
    assert "nowhere: there is no such folder" in told
    assert "<nothing> is not among the `words`" in told
    assert "binary.yaml:1:1" in told


def test_bad_move_pattern(tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text("title: T\nmoves: {a: {patterns: ['(x']}}\n", encoding="utf-8")
    with pytest.raises(RubricError, match=r"moves\.yaml:2:24: '\(x' is not a pattern"):
        load_rubrics([tmp_path], settings())


def test_a_mistake_in_the_moves_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text("moves: {refusal: {paterns: [x]}}\n", encoding="utf-8")
    (tmp_path / "test.yaml").write_text(HEAD + "  one: {extends: move, message: m, on: refusal}\n", encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        load_rubrics([tmp_path], settings())
    assert [line.rpartition("/")[2] for line in str(caught.value).splitlines()] == [
        "moves.yaml:1:19: 'paterns' is not known here. Did you mean 'patterns'?"
    ]


def test_a_rule_as_read(tmp_path: Path) -> None:
    rules = load(
        tmp_path,
        "title: Title\npractice: clear\nabout: |\n  Why.\nsource: https://example.org\nrules:\n"
        "  one:\n    extends: existence\n    message: |\n      two\n      lines\n    practice: warm\n    description: because\n"
        "    try: this\n    link: https://example.org/1\n    scope: [subject, list]\n    tokens: wait\n    exceptions: [a]\n"
        "    applies: {channel: sms, lang: any}\n    action: {name: replace, params: [b]}\n"
        "    examples: {bad: [wait], good: [{body: x, owner: }]}\n",
        settings(accept=["C++"]),
    )
    (rule,) = rules.rules
    (rubric,) = rules.rubrics
    assert (rubric.name, rubric.title, rubric.about, rubric.source) == ("test", "Title", "Why.", "https://example.org")
    assert (rule.id, rule.rubric, rule.name, rule.kind, rule.level) == ("test.one", "test", "one", "existence", "warning")
    assert (rule.practice, rule.message, rule.why, rule.try_) == ("warm", "two lines", "because", "this")
    assert (rule.source, rule.link, rule.scope) == ("https://example.org", "https://example.org/1", ("subject", "list"))
    assert rule.applies == Applies(channel=("sms",), lang=("any",))
    assert rule.exceptions == ("a", r"C\+\+")
    assert rule.examples.good == ({"body": "x", "owner": None},)
    assert rule.line == 7
    assert rules.all_rules == {"test.one": rule}
    assert list(rules.ranges["test.one"]) == [len(rules.moves.patterns)]


def test_levels(tmp_path: Path) -> None:
    text = HEAD + "".join(f"  r{n}: {{extends: existence, message: m, tokens: [w], level: suggestion}}\n" for n in "abc")
    known = settings(config={"levels": {"test": "error", "test.ra": "off", "test.rb": "warning"}})
    rules = load(tmp_path, text, known)
    assert {rule.id: rule.level for rule in rules.rules} == {"test.rb": "warning", "test.rc": "error"}
    assert rules.all_rules["test.ra"].level == "off"
    assert "test.ra" in {rule.id for rule in with_all(rules).rules}
    assert [rule.id for rule in with_only(rules, rules.all_rules["test.ra"]).rules] == ["test.ra"]


def test_levels_that_mean_nothing(tmp_path: Path) -> None:
    config = Config(levels={"test.onee": "off", "zzzz": "off"})
    known = Settings(config, (), {}, ".", TODAY, "", "msgreview.yaml", {"levels.test.onee": "msgreview.yaml:3:5"})
    assert refusal(tmp_path, ONE, known) == [
        "msgreview.yaml:3:5: `levels`: there is no rule or rubric 'test.onee'. Did you mean 'test.one'?",
        "msgreview.yaml: `levels`: there is no rule or rubric 'zzzz'. `msgreview rubric list` names them.",
    ]


def test_rejected_words(tmp_path: Path) -> None:
    config = Config(vocabulary=Vocabulary(reject={"patron": "reader", "C++": "code"}))
    known = Settings(config, (), {}, ".", TODAY, "", "msgreview.yaml")
    run = Runner(load(tmp_path, ONE, known), known)
    read, _ = document("Dear patron,", "Patron")
    hits = run.on_text(run.scan(read)[0]).hits
    assert [fill(rule.message, hit.args) for rule, hit in hits] == [
        "'Patron' is a word the team has decided against; write 'reader'.",
        "'patron' is a word the team has decided against; write 'reader'.",
    ]
    assert hits[0][0].id == "vocabulary.reject"


def test_required_fields(tmp_path: Path) -> None:
    known = Settings(Config(require={"sent_by": ("sms",)}), (), {}, ".", TODAY, "")
    rules = load(tmp_path, ONE, known)
    assert rules.all_rules["require.sent-by"].applies.channel == ("sms",)
    with pytest.raises(RubricError, match="`require`: a message has no field `sender`"):
        load(tmp_path, ONE, Settings(Config(require={"sender": ()}), (), {}, ".", TODAY, ""))


def test_settled_options(tmp_path: Path) -> None:
    text = HEAD + "  sms: {extends: length, message: m, of: sms-segments}\n  says: {extends: policy, message: m}\n"
    policies = (Policy("a", "1", ("x (.)",)),)
    rules = load(tmp_path, text, Settings(Config(sms=SmsConfig(segments=3)), policies, {}, ".", TODAY, ""))
    assert rules.all_rules["test.sms"].options.max == 3
    assert rules.all_rules["test.says"].options.facts == policies
    assert resettled(rules.all_rules["test.says"], settings()).options.facts == ()
    assert resettled(rules.all_rules["test.sms"], settings()).options.max == 3


def test_policy_pattern_that_cannot_be_read(tmp_path: Path) -> None:
    known = Settings(Config(), (Policy("a", "1", ("x (",)),), {}, ".", TODAY, "", "msgreview.yaml")
    (told,) = refusal(tmp_path, HEAD + "  says: {extends: policy, message: m}\n", known)
    assert told.startswith("msgreview.yaml: a pattern of `test.says` cannot be read")


def test_reading_grades_to_aim_for(tmp_path: Path) -> None:
    aims = ReadabilityConfig(grade=8, channel={"email": 12}, service={"legal": 5})
    known = settings(config={"readability": aims})
    rule = load(tmp_path, ONE, known).all_rules["readability.grade"]
    assert (rule.kind, rule.level, rule.limit) == ("grade", "suggestion", 1)
    assert rule.options == grade.Options(8, {"email": 12}, {"legal": 5})
    assert "readability.grade" not in load(tmp_path, ONE).all_rules


@pytest.mark.parametrize(("service", "channel", "aim"), [("legal", "email", 5), ("desk", "email", 12), ("desk", "chat", 8)])
def test_the_aim_of_a_service_counts_before_that_of_a_channel(service: str, channel: Channel, aim: int) -> None:
    options = grade.Options(8, {"email": 12}, {"legal": 5})
    assert grade.aim(Message("a", "scripted", channel, service=service), options) == aim
    assert grade.aim(Message("a", "scripted", "sms"), grade.Options(9, {"sms": 0})) == 0


def test_digest_is_of_the_text(tmp_path: Path) -> None:
    first = load(tmp_path, ONE).digest
    assert load(tmp_path, ONE).digest == first
    assert load(tmp_path, ONE + "# more\n").digest != first


def test_every_kind_has_a_manual_page() -> None:
    for kind in KINDS.values():
        assert kind.about.strip(), kind.name
    assert [kind.name for kind in KINDS.values()] == list(KINDS)


def test_own_folders_come_after_the_shipped() -> None:
    known = Settings(Config(rubrics=("own",)), (), {}, "/catalogue", TODAY, "")
    assert rubric_folders(known)[1:] == (Path("/catalogue/own"),)


@pytest.mark.parametrize(
    ("message", "args", "text"),
    [
        ("'%s' is %s", ("a", "b"), "'a' is b"),
        ("%[2]s before %[1]s", ("a", "b"), "b before a"),
        ("%[2]s, then %s", ("a", "b", "c"), "b, then c"),
        ("100%% of %d", ("3",), "100% of 3"),
        ("two\n lines  %s", (), "two lines"),
        ("[[Write '%s'||Leave it out]].", ("now",), "Write 'now'."),
        ("[[Write '%s'||Leave it out]].", ("",), "Leave it out."),
        ("No '%s'[[; did you mean '%s'?]]", ("a",), "No 'a'"),
    ],
)
def test_messages_are_filled(message: str, args: tuple[str, ...], text: str) -> None:
    assert fill(message, args) == text
