"""Running rules: which messages they are for, what looks at facts and catalogues, and what happens when one fails."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_kinds import CASES, TODAY, document, runner, settings

from msgreview.catalogue.load import load_text
from msgreview.matching.matcher import Matcher
from msgreview.model.config import Config, Settings
from msgreview.model.cycle import after as due
from msgreview.model.finding import Hit
from msgreview.model.message import Message
from msgreview.rubric import lexical
from msgreview.rubric import run as run_module
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.message_facts import Facts, facts, likeness, sketch
from msgreview.rubric.run import Runner
from msgreview.rubric.schema import Applies
from msgreview.rubric.sms import BASIC, EXTENSION, outside, past, past_units, segments
from msgreview.rubric.view import MessageView
from msgreview.template.variants import render_variants

HEAD = "id: a.message\nkind: scripted\nchannel: email\n"
WAIVED = (
    "waivers: [{rule: a.b, reason: x, by: me@x.example, until: 2027-05-01}, {rule: c.d, reason: y, by: you, until: 2027-05-01}]\n"
)


def on_message(folder: Path, kind: str, rule: dict[str, Any], text: str, known: Settings | None = None) -> list[tuple[str, str]]:
    """Field and words (in the file, or in the template) of each hit on a message's facts."""
    known = known or settings()
    run = runner(folder, kind, rule, known)
    (entry,) = load_text(text, "a.yaml").entries
    found = run.on_message(MessageView(entry, render_variants(entry, lambda _: None, known), known))
    assert not found.failures
    texts = [entry.texts[hit.origin.field].value if hit.origin else entry.source.text for _, hit in found.hits]
    return [(hit.field, text[hit.start : hit.end]) for (_, hit), text in zip(found.hits, texts, strict=True)]


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        ({"field": "owner"}, "", [("id", "a.message")]),
        ({"field": "owner"}, "owner: ' '\n", [("id", "a.message")]),
        ({"field": "owner"}, "owner: me\n", []),
        ({"field": "review.last"}, "", [("id", "a.message")]),
        ({"field": "review.last"}, "review: {last: 2027-01-01}\n", []),
        ({"field": "samples"}, "samples: {}\n", [("id", "a.message")]),
        ({"field": "owner", "matches": "@"}, "owner: me\n", [("owner", "me")]),
        ({"field": "owner", "matches": "@"}, "owner: me@library.example\n", []),
        ({"field": "owner", "matches": "@"}, "", [("id", "a.message")]),
        ({"field": "owner", "matches": "@", "required": False}, "", []),
        ({"field": "service", "one_of": ["ask", "loans"]}, "service: asks\n", [("service", "asks")]),
        ({"field": "tags", "one_of": ["a", "b"]}, "tags: [a, c]\n", [("tags", "[a, c]")]),
        ({"field": "samples", "matches": "^[a-z]"}, "samples: {One: {}}\n", [("samples", "{One: {}}")]),
        ({"field": "subject", "matches": "^[A-Z]"}, "subject: 'it''s here'\n", [("subject", "it's here")]),
        ({"field": "waivers.by"}, "", [("id", "a.message")]),
        ({"field": "waivers.by"}, "waivers: [{rule: a.b, reason: x, by: '', until: 2027-05-01}]\n", [("id", "a.message")]),
        ({"field": "waivers.by"}, WAIVED, []),
        ({"field": "waivers.by", "matches": "^me@"}, WAIVED, [("waivers.by", WAIVED[9:-1])]),
        ({"field": "samples.one"}, "samples: {one: {name: Sam}}\n", []),
    ],
)
def test_field(rule: dict[str, Any], more: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert on_message(tmp_path, "field", rule, HEAD + "body: Hello.\n" + more) == expected


@pytest.mark.parametrize(
    ("find", "body", "more", "expected"),
    [
        ("undeclared", "Hi {{ name }} {{ name }} {{ x.y }}", "samples: {one: {name: Sam}}", [("body", "x.y")]),
        ("undeclared", "Hi {{ name }}, {{ x }}, {{ x }}", "variables: {name: {}}", [("body", "x")]),
        ("undeclared", "Hi {{ name }}, {{ name }}", "", []),
        ("undeclared", "{{ policy.nothing }}", "", []),
        ("no-sample", "Hi {{ name }} {{ item.title }}", "", [("id", "a.message")]),
        ("no-sample", "Hi {{ name }}", "samples: {one: {name: Sam}}", []),
        ("no-sample", "Hi {{ library }}", "", []),
        ("no-sample", "Hi", "", []),
        ("unused", "Hi", "samples: {one: {name: Sam}, two: {name: Kim}}", [("samples.one.name", "name")]),
        ("unused", "Hi {{ name }}", "variables: {name: {about: x}, other: {about: y}}", [("variables.other", "other")]),
        ("unused", "Hi {{ item.title }}", "samples: {one: {item: {title: Dune}}}", []),
        ("unfilled", "[NAME]", "", []),
    ],
)
def test_placeholder(find: str, body: str, more: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    known = Settings(Config(variables={"library": "Rivermouth Library"}), (), {}, ".", TODAY, "")
    assert on_message(tmp_path, "placeholder", {"find": find}, f"{HEAD}body: '{body}'\n{more}\n", known) == expected


def test_unknown_policy(tmp_path: Path) -> None:
    known = msgspec.structs.replace(settings(), policy_values={"loans": {"days": "28"}})
    body = "{{ policy.loans.days }} {{ policy.loans.day }} {{ policy.loans.day }} {{ other }}"
    text = f"{HEAD}body: '{body}'\n"
    assert on_message(tmp_path, "policy", {"find": "unknown"}, text, known) == [("body", "policy.loans.day")]
    assert on_message(tmp_path, "policy", {}, text, known) == []


def message(**given: Any) -> Message:
    return Message(**{"id": "a", "kind": "scripted", "channel": "email", **given})


@pytest.mark.parametrize(
    ("applies", "given", "fits"),
    [
        ({}, {}, True),
        ({}, {"status": "retired"}, False),
        ({}, {"lang": "en-GB"}, True),
        ({}, {"lang": "eng"}, False),
        ({}, {"lang": "de"}, False),
        ({"lang": ("any",)}, {"lang": "de"}, True),
        ({"lang": ("de-AT",)}, {"lang": "DE-at-1996"}, True),
        ({"channel": ("sms",)}, {}, False),
        ({"kind": ("scripted", "mixed")}, {}, True),
        ({"without": ("part", "macros")}, {"tags": ("hours", "part")}, False),
        ({"without": ("part",)}, {"tags": ("hours",)}, True),
        ({"tags": ("hours",), "without": ("part",)}, {"tags": ("hours", "part")}, False),
        ({"without": ("staff",)}, {"audience": "staff"}, False),
        ({"format": ("html",)}, {}, False),
        ({"service": ("ask",)}, {"service": "ask"}, True),
        ({"audience": ("staff",)}, {}, False),
        ({"tags": ("a", "b")}, {"tags": ("b", "c")}, True),
        ({"tags": ("a",)}, {"tags": ("c",)}, False),
    ],
)
def test_applies(applies: dict[str, Any], given: dict[str, Any], fits: bool) -> None:
    assert Applies(**applies).fits(message(**given)) is fits


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns have a fifth of their time: what is slow here would take for ever."""
    monkeypatch.setattr(lexical, "TIMEOUT", lexical.TIMEOUT / 5)
    options = Matcher.__init__.__kwdefaults__
    monkeypatch.setitem(options, "timeout", options["timeout"] / 5)


def rules(folder: Path, text: str, known: Settings | None = None) -> Runner:
    (folder / "test.yaml").write_text("title: T\npractice: clear\nrules:\n" + text, encoding="utf-8")
    known = known or settings()
    return Runner(load_rubrics([CASES / "moves.yaml", folder / "test.yaml"], known), known)


def test_only_rules_for_the_message_run(tmp_path: Path) -> None:
    run = rules(
        tmp_path,
        "  a: {extends: existence, message: m, tokens: [wait], applies: {channel: sms}}\n"
        "  b: {extends: length, message: m, of: words, max: 1, applies: {channel: sms}}\n"
        "  c: {extends: existence, message: m, tokens: [wait]}\n"
        "  d: {extends: field, message: m, field: owner, applies: {channel: sms}}\n",
    )
    read, _ = document("Please wait.")
    assert [rule.id for rule, _ in run.on_text(run.scan(read)[0]).hits] == ["test.c"]
    (entry,) = load_text(HEAD + "body: Please wait.\n", "a.yaml").entries
    assert run.on_message(MessageView(entry, render_variants(entry, lambda _: None, run.settings), run.settings)).hits == []


def test_a_rule_of_another_reach_has_no_hits_in_texts(tmp_path: Path) -> None:
    run = rules(tmp_path, "  a: {extends: field, message: m, field: owner}\n")
    scanned, _ = run.scan(document("Please wait.")[0])
    assert run.hits(scanned, run.rules.all_rules["test.a"]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please wait here.", ["long"]),  # the same words: one finding
        ("Please wait, and wait.", ["long", "short"]),
        ("You wait.", ["short"]),
    ],
)
def test_a_rule_leaves_words_to_another(text: str, expected: list[str], tmp_path: Path) -> None:
    run = rules(
        tmp_path,
        "  long: {extends: existence, message: m, tokens: [please wait]}\n"
        "  short: {extends: existence, message: m, tokens: [wait], yields_to: test.long}\n",
    )
    scanned, _ = run.scan(document(text)[0])
    assert [rule.name for rule, _ in run.on_text(scanned).hits] == expected


def test_what_a_message_lacks_is_told_once(tmp_path: Path) -> None:
    lacking = "needs: contact, within: message"
    run = rules(
        tmp_path,
        f"  no: {{extends: move, message: m, on: refusal, {lacking}}}\n"
        f"  news: {{extends: move, message: m, on: bad-news, but_not: refusal, {lacking}, yields_to: test.no}}\n",
    )
    for text, expected in (("We cannot lend the atlas.\n\nThe atlas is overdue.", ["no"]), ("The atlas is overdue.", ["news"])):
        scanned, _ = run.scan(document(text)[0])
        assert [rule.name for rule, _ in run.on_text(scanned).hits] == expected


@pytest.mark.parametrize(
    "slow",
    [
        "{extends: existence, message: m, tokens: ['(?:a|aa)+\\b(?<=[b-z])'], nonword: true}",
        "{extends: existence, message: m, raw: ['[Pp]lease.*'], exceptions: ['(?:a|aa)+(?<=[b-z])']}",
        "{extends: existence, message: m, raw: ['[Pp]lease'], exceptions: ['[Pp]lease wait (?:a|aa)+(?<=[b-z])']}",
        "{extends: capitalization, message: m, match: '(?:a|aa)+b'}",
        "{extends: capitalization, message: m, match: $lower, prefix: '.*? (?:a|aa)+b'}",
        "{extends: capitalization, message: m, match: $title, exceptions: ['(?:a|aa)+b']}",
        "{extends: substitution, message: m, swap: {'wait a+!?': 'wait (?:a|aa)+(?<=[b-z])'}}",
        "{extends: substitution, message: m, swap: {'(wait) a+!?': '$1 (?:a|aa)+(?<=[b-z])'}}",
        "{extends: repetition, message: m, tokens: ['(?:a|aa)+(?<=[b-z])']}",
        "{extends: conditional, message: m, first: wait, second: '((?:a|aa)+)(?<=[b-z])'}",
    ],
)
@pytest.mark.usefixtures("impatient")
def test_a_slow_rule_fails_alone(slow: str, tmp_path: Path) -> None:
    run = rules(tmp_path, f"  slow: {slow}\n  other: {{extends: existence, message: m, tokens: [wait]}}\n")
    found = run.on_text(run.scan(document("Please wait " + "a" * 60 + "!")[0])[0])
    assert [(failure.rule, failure.why) for failure in found.failures] == [("test.slow", "slow")]
    assert [rule.id for rule, _ in found.hits] == ["test.other"]


def test_a_crash_is_told_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = rules(
        tmp_path,
        "  a: {extends: length, message: m, of: words, max: 1}\n"
        "  b: {extends: existence, message: m, tokens: [wait]}\n"
        "  c: {extends: field, message: m, field: owner}\n"
        "  d: {extends: review, message: m, find: missing}\n",
    )

    def crash(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    for name in ("length", "field", "review"):
        kind = run_module.KINDS[name]
        broken = {key: crash for key in ("check_text", "check_message", "check_catalogue") if getattr(kind, key)}
        monkeypatch.setitem(run_module.KINDS, name, kind._replace(**broken))
    scanned, _ = run.scan(document("Please wait.")[0])
    found = run.on_text(scanned)
    assert [(f.rule, f.why, f.words) for f in found.failures] == [("test.a", "crashed", "ZeroDivisionError: by nothing")]
    assert [rule.id for rule, _ in found.hits] == ["test.b"]
    (entry,) = load_text(HEAD + "body: Hello.\n", "a.yaml").entries
    view = MessageView(entry, render_variants(entry, lambda _: None, run.settings), run.settings)
    assert [f.rule for f in run.on_message(view).failures] == ["test.c"]
    assert [f.rule for f in run.on_catalogue([facts(entry, "Hello.")]).failures] == ["test.d"]


def test_a_rule_that_crashes_midway_keeps_its_hits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = rules(tmp_path, "  d: {extends: review, message: m, find: missing}\n")
    (entry,) = load_text(HEAD + "body: Hello.\n", "a.yaml").entries
    fact = facts(entry, "Hello.")

    def crash(*_: object) -> Iterator[tuple[Facts, Hit]]:
        yield fact, Hit(0, 1, "id")
        raise ZeroDivisionError("by nothing")

    monkeypatch.setitem(run_module.KINDS, "review", run_module.KINDS["review"]._replace(check_catalogue=crash))
    results = run.on_catalogue([fact])
    assert [(rule.id, location.field) for rule, (location, _) in results.hits] == [("test.d", "id")]
    assert [failure.rule for failure in results.failures] == ["test.d"]


@pytest.mark.usefixtures("impatient")
def test_moves_that_take_too_long(tmp_path: Path) -> None:
    moves = tmp_path / "moves.yaml"
    moves.write_text("title: M\nmoves: {greeting: {patterns: ['(?:a|aa)+\\b(?<=[b-z])']}}\n", encoding="utf-8")
    (tmp_path / "test.yaml").write_text(
        "title: T\npractice: clear\nrules: {a: {extends: existence, message: m, tokens: [wait]}}\n", encoding="utf-8"
    )
    run = Runner(load_rubrics([tmp_path], settings()), settings())
    scanned, failures = run.scan(document("Please wait. " + "a" * 60 + "!")[0])
    assert [(failure.rule, failure.why) for failure in failures] == [("moves", "slow")]
    assert scanned.document.reading is not None
    assert not scanned.document.reading.greeting
    assert len(run.on_text(scanned).hits) == 1


def kept(text: str, **given: Any) -> Facts:
    (entry,) = load_text(text.replace("id: a.message", f"id: {given.pop('id', 'a.message')}"), "a.yaml").entries
    return msgspec.structs.replace(facts(entry, given.pop("read", entry.message.body)), **given)


def catalogue(folder: Path, rule: str, known: Sequence[Facts]) -> list[tuple[str, str, tuple[str, ...]]]:
    run = rules(folder, f"  a: {rule}\n")
    found = run.on_catalogue(known)
    assert not found.failures
    return [(location.message, location.field, args) for _, (location, args) in found.hits]


@pytest.mark.parametrize(
    ("find", "stamp", "expected"),
    [
        ("missing", "", [("a.message", "id", ())]),
        ("missing", "review: {last: 2026-01-01}", []),
        ("overdue", "", []),
        ("overdue", "review: {last: 2026-03-14}", []),
        ("overdue", "review: {last: 2026-03-13}", [("a.message", "review.last", ("2026-03-13", "2027-03-13"))]),
        ("overdue", "review: {last: 2026-03-13, every: 2 years}", []),
        ("overdue", "review: {last: 2027-03-01, every: 1 week}", [("a.message", "review.last", ("2027-03-01", "2027-03-08"))]),
        ("future", "review: {last: 2027-03-14}", []),
        ("future", "review: {last: 2027-03-15}", [("a.message", "review.last", ("2027-03-15", "2027-03-14"))]),
    ],
)
def test_review(find: str, stamp: str, expected: list[tuple[str, str, tuple[str, ...]]], tmp_path: Path) -> None:
    fact = kept(f"{HEAD}body: Hello.\n{stamp}\n")
    assert catalogue(tmp_path, f"{{extends: review, message: m, find: {find}}}", [fact]) == expected


def test_review_is_of_messages_the_rule_is_for(tmp_path: Path) -> None:
    fact = kept(f"{HEAD}body: Hello.\nstatus: retired\n")
    assert catalogue(tmp_path, "{extends: review, message: m, find: missing}", [fact]) == []


@pytest.mark.parametrize(
    ("last", "every", "until"),
    [
        (date(2026, 3, 14), "12 months", date(2027, 3, 14)),
        (date(2026, 11, 30), "3 months", date(2027, 2, 28)),
        (date(2028, 2, 29), "1 year", date(2029, 2, 28)),
        (date(2026, 12, 31), "90 Days", date(2027, 3, 31)),
        (date(2026, 3, 14), "2 weeks", date(2026, 3, 28)),
    ],
)
def test_due(last: date, every: str, until: date) -> None:
    assert due(last, every) == until


def test_what_is_no_cycle_is_never_taken_for_a_year() -> None:
    with pytest.raises(ValueError, match="'now and then' is not a length of time"):
        due(date(2026, 3, 14), "now and then")


def test_facts_know_their_places() -> None:
    fact = kept(f"{HEAD}body: Hello.\nreview: {{last: 2026-03-14}}\n")
    location = fact.location("review.last")
    assert (location.line, location.column, location.end_column, location.quote) == (5, 16, 26, "2026-03-14")
    assert fact.location("review.every") == fact.location("review")
    assert kept(f"{HEAD}body: Hello.\n").location("review.last").quote == "a.message"


LONG = (
    "Your book is ready for you at the branch and we keep it there for seven days, "
    "so that you can come in when it suits you best and take it home with you for a month"
)


def test_similar(tmp_path: Path) -> None:
    rule = "{extends: similar, message: m, threshold: 0.7}"
    one, other = kept(f"{HEAD}body: {LONG}\n", id="one"), kept(f"{HEAD}body: Dear scanned. {LONG}\n", id="two")
    found = catalogue(tmp_path, rule, [one, other])
    assert [(id_, field, args[0]) for id_, field, args in found] == [("two", "id", "one")]
    assert 80 <= int(found[0][2][1]) < 100
    assert catalogue(tmp_path, rule, [one, msgspec.structs.replace(other, channel="sms")]) == []
    assert catalogue(tmp_path, rule, [one, msgspec.structs.replace(other, words=19)]) == []
    assert catalogue(tmp_path, "{extends: similar, message: m, threshold: 1}", [one, other]) == []
    copies = [msgspec.structs.replace(one, id=str(number)) for number in range(20)]
    assert len(catalogue(tmp_path, rule, copies)) == 19
    forms = [msgspec.structs.replace(one, id=f"welcome{form}") for form in ("-html", "-text", "_txt")]
    assert catalogue(tmp_path, rule, forms) == []


def test_texts_without_words_are_not_alike() -> None:
    assert likeness(sketch([]), sketch([])) == 0
    assert likeness(sketch(LONG.split()), sketch(LONG.split())) == 1


def test_likeness_estimates_the_share_of_runs() -> None:
    words = [f"w{number}" for number in range(400)]
    assert likeness(sketch(words), sketch(words[:200] + words[202:])) > 0.9
    assert 0.3 < likeness(sketch(words[:300]), sketch(words[100:])) < 0.7
    assert likeness(sketch(words[:200]), sketch(words[200:])) < 0.1


GSM = "".join(sorted(BASIC))


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count", "forced_by"),
    [
        ("", "GSM-7", 0, 0, None),
        ("a" * 160, "GSM-7", 160, 1, None),
        ("a" * 161, "GSM-7", 161, 2, None),
        ("a" * 306, "GSM-7", 306, 2, None),
        ("a" * 307, "GSM-7", 307, 3, None),
        ("€" * 80, "GSM-7", 160, 1, None),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, None),
        ("a" * 69 + "’", "UCS-2", 70, 1, 69),
        ("a" * 70 + "’", "UCS-2", 71, 2, 70),
        ("’" * 134, "UCS-2", 134, 2, 0),
        ("’" * 135, "UCS-2", 135, 3, 0),
        ("😀" * 35, "UCS-2", 70, 1, 0),
        ("a" * 66 + "😀" + "a" * 66, "UCS-2", 134, 3, 66),
        ("`", "UCS-2", 1, 1, 0),
        ("\t", "UCS-2", 1, 1, 0),
        ("\n\r\f", "GSM-7", 4, 1, None),
    ],
)
def test_segments(text: str, encoding: str, units: int, count: int, forced_by: int | None) -> None:
    sent = segments(text)
    assert (sent.encoding, sent.units, sent.count, sent.forced_by) == (encoding, units, count, forced_by)


def test_characters_that_cost_room_are_named_once() -> None:
    assert outside("„ä“ „a\u00a0€’“") == ["„", "“", "U+00A0", "’"]


def test_the_alphabet_has_127_characters_and_10_more() -> None:
    assert (len(BASIC), len(EXTENSION)) == (127, 10)


@given(st.text(st.sampled_from("ab€[’😀"), max_size=400), st.integers(1, 5))
def test_what_does_not_fit_is_cut_where_it_stops_fitting(text: str, limit: int) -> None:
    cut = past(text, limit)
    assert (cut is None) == (segments(text).count <= limit)
    if cut is not None and segments(text[:cut]).encoding == segments(text).encoding:
        assert segments(text[:cut]).count == limit
        assert segments(text[: cut + 1]).count == limit + 1


@given(st.text(st.sampled_from("ab€’😀"), max_size=50), st.integers(2, 20))
def test_units_past_a_limit(text: str, limit: int) -> None:
    cut = past_units(text, limit)
    assert (cut is None) == (segments(text).units <= limit)
