"""The matcher finds what `regex` finds pattern by pattern, however it gets there."""

import time
from pathlib import Path

import msgspec
import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from msgreview.matching.matcher import Matcher, Scan
from msgreview.matching.pattern import Pattern, PatternError, PatternTimeout, timed
from msgreview.matching.plan import Plan
from msgreview.matching.prepare import all_prepared, load_prepared, prepare
from msgreview.matching.re2_syntax import without_looks
from msgreview.model.document import Folded

REFERENCE = regex.V0 | regex.MULTILINE


def folded(text: str) -> Folded:
    return Folded(text, (range(len(text) + 1),), (0,))


def scan(text: str, *patterns: Pattern) -> Scan:
    return Matcher(patterns).scan(folded(text))


def found(text: str, pattern: Pattern) -> list[str]:
    return [text[span.start : span.end] for span in scan(text, pattern).spans(0)]


def one_by_one(text: str, pattern: Pattern) -> list[tuple[int, int]]:
    source = rf"\b{regex.escape(pattern.regex)}\b" if pattern.literal else pattern.regex
    flags = REFERENCE | (regex.I if pattern.ignorecase else 0)
    if not pattern.line:
        return [match.span() for match in regex.finditer(source, text, flags)]
    lines = regex.finditer(r"(?m)^.*$", text)
    return [
        (at.start() + match.start(), at.start() + match.end()) for at in lines for match in regex.finditer(source, at[0], flags)
    ]


ATOMS = [
    *(
        r"a",
        r"no",
        r"é",
        r"ß",
        r"\w",
        r"\W",
        r"\d",
        r"\s",
        r"\b",
        r"\B",
        r"^",
        r"$",
        r".",
        r"[ab]",
        r"[^a]",
        r"[^_]",
        r"[^ -~]",
        r"[a-é]",
        r"[A-ZÉ]",
        r"[é\w-]",
        r"[(.[]",
        r"[^[a]",
    ),
    *(
        r"(?:a|no)",
        r"(o)",
        r"[\w-]",
        r"[^\w]",
        r"[^\W]",
        r"[^\[-\]]",
        r"\.",
        r"'",
        r" ",
        r"s",
        r"k",
        r"i",
        r"(?i:B)",
        r"_",
        r"[é_]",
        r"[^é]",
    ),
    *(
        r"(?=a)",
        r"(?<!n)",
        r"(?!no|[)]|\((?=a)a)",
        r"no(?! a)",
        r"\(?=a",
        r"[[:alpha:]]",
        r"\p{Lu}",
        r"(?P<x>a)",
        r"\x61",
        r"[!-~]",
        r"[^!-~]",
        "x{1,2}",
        "x{,2}",
        "(?-i:A)",
        "\u2028",
        r"(?>a|ab)",
        r"(?P<y>[ab])\w?(?P=y)",
        r"(a|no).\1",
        r"\2",
    ),
]
PATTERN_TEXTS = st.lists(
    st.tuples(st.sampled_from(ATOMS), st.sampled_from(["", "", "", "*", "+?", "?", "|"])), min_size=1, max_size=5
).map(lambda parts: "".join(atom + repeat for atom, repeat in parts))
TEXTS = st.text(alphabet="aAbBnNoO .'_-1\nxéÉßẞſKkiIıİsSςΣ٣²£\u0301\u200d🎉\u2028\x0b\x1cdΐ\U0001d400", max_size=24)
LITERALS = st.sampled_from(["no", "a", "No a", "é", "i", "straße", "a.", ".a", "ß", "o o", "_", "a'a", "ΐ", "ς"])


def compiles(source: str) -> bool:
    try:
        regex.compile(source, REFERENCE)
    except regex.error:
        return False
    return True


PATTERNS = st.lists(
    st.builds(Pattern, PATTERN_TEXTS, st.booleans(), st.just(value=False), st.booleans())
    | st.builds(Pattern, LITERALS, st.booleans(), st.just(value=True), st.just(value=False)),
    min_size=1,
    max_size=6,
)


@example([Pattern("a", ignorecase=False), Pattern("[A-ZÉ]|é", ignorecase=False)], "_", 0)
@example([Pattern("a", ignorecase=False), Pattern("$", ignorecase=False)], "1", 0)
@example([Pattern("a", ignorecase=False), Pattern(r"\b|\w", ignorecase=False)], "1", 0)
@example([Pattern(r"\s", ignorecase=False)], "\x0b", 0)
@given(PATTERNS, TEXTS, st.sampled_from([0, 20]))
@pytest.mark.slow
def test_same_matches_as_one_by_one(patterns: list[Pattern], text: str, patience: int) -> None:
    patterns = [pattern for pattern in patterns if pattern.literal or compiles(pattern.regex)]
    matcher = Matcher(patterns, patience=patience)
    for index, pattern in enumerate(patterns):
        together = matcher.scan(folded(text), pattern.layer)
        assert together.text == text
        expected = one_by_one(text, pattern)
        assert list(together.spans(index)) == expected, pattern
        assert pattern.line or [match.span() for match in together.matches(index)] == expected
        assert index in together.candidates or not expected


def test_case_table_knows_every_pair_that_regex_takes_for_equal() -> None:
    cased = "".join(c for c in map(chr, range(0x250)) if c.lower() != c or c.upper() != c) + "ſKİıΐΐΰΰﬆﬅẞςσΣµμ"
    for char in cased:
        for other in regex.findall("(?i)" + regex.escape(char), cased):
            assert found(f"- {other} -", Pattern(char, literal=True)) == [other]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("no", "No, I know. no", ["No", "no"]),
        ("no no", "no no no no", ["no no", "no no"]),
        ("don't", "Don't. don't!", ["Don't", "don't"]),
        ("don’t", "don't", ["don't"]),
        ("café", "Café CAFÉ cafés", ["Café", "CAFÉ"]),
        ("i", "İ ı I", ["İ", "I"]),
        ("%", "5%a % %a", ["%"]),
    ],
)
def test_literals(words: str, text: str, expected: list[str]) -> None:
    assert found(text, Pattern(words, literal=True)) == expected
    assert [text[a:b] for a, b in one_by_one(text, Pattern(words.replace("’", "'"), literal=True))] == found(
        text, Pattern(words, literal=True)
    )


def test_literals_keep_case_and_overlaps() -> None:
    patterns = [
        Pattern("Hold", ignorecase=False, literal=True),
        Pattern("hold", literal=True),
        Pattern("hold shelf", literal=True),
    ]
    both = Matcher(patterns).scan(folded("Hold shelf, hold"))
    assert [both.spans(index) for index in range(3)] == [((0, 4),), ((0, 4), (12, 16)), ((0, 10),)]


def test_groups_of_a_match() -> None:
    matches = scan("due in 3 days, due in 21 days", Pattern(r"in (\d+) (days)")).matches(0)
    assert [match.groups() for match in matches] == [("3", "days"), ("21", "days")]


def test_spans_are_looked_up_once() -> None:
    here = scan("one two", Pattern(r"(?<=one )two"), Pattern("two", literal=True))
    assert here.spans(0) is here.spans(0)
    assert here.matches(1) is here.matches(1)


def test_lines_are_edges() -> None:
    assert found("Thank you\nThank us", Pattern(r"^thank \w+$")) == ["Thank you", "Thank us"]


@pytest.mark.parametrize(
    ("pattern", "without"),
    [
        (r"a(?!b(c)[)]\)d)e", "ae"),
        (r"(?<=ab)cd(?=(?!x)y)", "cd"),
        (r"\(?!x[(?!x]", r"\(?!x[(?!x]"),
        (r"(?<n>a)(?:b)", r"(?<n>a)(?:b)"),
        ("a(?=b)*c", None),
        (r"(?>a|b(?!c))\(?>[(?>]d", r"(?:a|b)\(?>[(?>]d"),
    ],
)
def test_look_around_only_takes_matches_away(pattern: str, without: str | None) -> None:
    assert without_looks(pattern) == without


def test_patterns_with_look_around_need_texts_too() -> None:
    (prepared,) = prepare([Pattern(r"(?<!the )fine(?! print)")])
    assert (prepared.alike, prepared.needs) == (False, (("fine",),))


def test_patterns_with_a_range_of_foreign_letters_need_texts_too() -> None:
    (prepared,) = prepare([Pattern("caf[à-ü]|(?:th)É")])
    assert (prepared.alike, prepared.needs) == (False, (("caf", "thé"),))


def test_lone_surrogate_is_no_mishap() -> None:
    text = "no \ud800 no"
    assert len(scan(text, Pattern(r"\bno\b"), Pattern("no", literal=True)).spans(0)) == 2
    assert len(scan(text, Pattern("no", literal=True)).spans(0)) == 2


@pytest.mark.parametrize(
    ("source", "literal"), [("(", False), (r"\y", False), ("a**", False), ("(?<=a", False), ("[z-a]", False), ("", True)]
)
def test_mistakes_are_told_by_their_number(source: str, literal: bool) -> None:
    with pytest.raises(PatternError) as caught:
        Matcher([Pattern("fine"), Pattern(source, literal=literal)])
    assert caught.value.index == 1
    assert caught.value.what


def test_long_running_patterns_are_stopped() -> None:
    matcher = Matcher([Pattern("fine"), Pattern(r"(?:a|aa)+\b(?<=[b-z])")], timeout=0.02)
    here = matcher.scan(folded("a" * 60))
    started = time.process_time()
    with pytest.raises(PatternTimeout) as caught:
        here.spans(1)
    assert caught.value.index == 1
    assert time.process_time() - started < 2
    assert here.spans(0) == ()


def test_a_pause_of_the_process_is_no_pattern_that_takes_long() -> None:
    tries = iter([TimeoutError, TimeoutError])

    def match() -> str:
        for error in tries:
            raise error
        return "found"

    with pytest.raises(TimeoutError):
        timed(match)
    assert timed(match) == "found"
    tries = iter([TimeoutError])
    assert timed(match) == "found"


def test_a_slow_pattern_costs_its_time_once() -> None:
    matcher = Matcher([Pattern(r"(?:a|aa)+\b(?<=[b-z])"), Pattern("fine")], timeout=0.2)
    assert matcher.scan(folded("a" * 60)).candidates == {0}
    started = time.process_time()
    for number in range(20):
        here = matcher.scan(folded(f"fine {number}\n" + "a" * 60))
        for look in (here.spans, here.matches):
            with pytest.raises(PatternTimeout):
                look(0)
        assert here.spans(1) == ((0, 4),)
    assert time.process_time() - started < 0.2


def test_equal_lines_are_read_once() -> None:
    here = Matcher([Pattern("no"), Pattern(r"no\Wyes")]).scan(folded("no\nno\nyes no\n"))
    assert here.lines[0] is here.lines[1]
    assert here.spans(0) == ((0, 2), (3, 5), (10, 12))
    assert here.spans(1) == ((3, 9),)


def test_a_long_run_finds_what_a_short_one_finds() -> None:
    """What patterns need is searched for one by one first, then by an automaton."""
    patterns = [Pattern("(?:fine|fee)s? owed"), Pattern(r"no\Wyes"), Pattern("fines?"), Pattern(r"\d")]
    text = folded("No fines owed.\nno\nyes")
    matcher, long = Matcher(patterns), folded("fee\n" * 2000)
    first = [matcher.scan(text).spans(index) for index in range(len(patterns))]
    for _ in range(2):
        matcher.scan(long)
        matcher.forget_lines()
        assert [matcher.scan(text).spans(index) for index in range(len(patterns))] == first


def test_a_saved_program_is_the_pattern() -> None:
    patterns = [Pattern(r"(?<!no )(?P<what>fines?) \d+(?! \1)")]
    (prepared,) = prepare(patterns)
    assert prepared.program
    plan = Matcher(patterns).plan
    saved = msgspec.msgpack.decode(msgspec.msgpack.encode(plan), type=Plan)
    assert saved == plan
    (match,) = Matcher(patterns, saved).scan(folded("no fine 1, FINES 20 today")).matches(0)
    assert (match.span(), match["what"]) == ((11, 19), "FINES")
    other = msgspec.structs.replace(saved, version="0", programs={0: ("", 0, b"?", {}, {}, {}, [], 0, (), 0, 0)})
    assert Matcher(patterns, other).scan(folded("fine 1")).spans(0) == ((0, 6),)


def test_properties_are_taken_over_from_files(tmp_path: Path) -> None:
    prepare([Pattern("fine qqzz")])
    known, saved = load_prepared(), all_prepared()
    (tmp_path / "same").write_bytes(saved)
    (tmp_path / "more").write_bytes(saved.replace(b"fine qqzz", b"zzqq fine"))
    (tmp_path / "damaged").write_bytes(saved[:-1].replace(b"fine qqzz", b"zzqq fees"))
    (tmp_path / "of another program").write_bytes(saved[:10] + b"~~~" + saved[13:].replace(b"fine qqzz", b"zzqq fees"))
    names = ("same", "missing", "damaged", "of another program", "more")
    assert [load_prepared(tmp_path / name) - known for name in names] == [0, 0, 0, 0, 1]


def test_a_pattern_held_to_a_line_sees_no_other() -> None:
    here = scan("no\nyes", Pattern(r"no\s*", line=True), Pattern(r"no\s*"))
    assert (here.spans(0), here.spans(1)) == (((0, 2),), ((0, 3),))


def test_no_patterns() -> None:
    assert Matcher([]).scan(folded("Hello.")).candidates == frozenset()
