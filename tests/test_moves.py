"""Every example of `rubrics/moves*.yaml` is a test: a yes makes its move, a no does not."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from case_files import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st
from scale import times

from msgreview.catalogue.files import shipped
from msgreview.matching.matcher import Matcher
from msgreview.matching.pattern import PatternError
from msgreview.model.document import BlockKind, Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.errors import RubricError
from msgreview.model.message import Message
from msgreview.moves.expansion import expand
from msgreview.moves.moves import Moves
from msgreview.moves.moves_file import load_moves
from msgreview.moves.schema import MoveEntry, MovesFile
from msgreview.prose.document import parse_document

FILES = sorted(shipped("rubrics").glob("moves*.yaml"), key=lambda path: path.stem != "moves")
MOVES = load_moves(*FILES)
MATCHER = Matcher(MOVES.patterns)
ENTRIES = [(file.lang, name, entry) for file in MOVES.files for name, entry in MOVES.entries(file.lang).items()]
NAMED = {
    *(
        "greeting",
        "acknowledgement",
        "restatement",
        "thanks",
        "apology",
        "empathy",
        "explanation",
        "hedge",
        "refusal",
        "bad-news",
    ),
    *("demand", "warning", "threat", "blame", "request", "next-step", "alternative", "resource", "deadline", "offer", "contact"),
    *("teachable", "expectation", "closing", "pleasantry", "signature", "boilerplate"),
}
CASES = load_cases("moves.yaml")


def plain(text: str) -> Rendered:
    segments = [Segment(0, len(text), 0, 0, len(text), True)] if text else []
    return Rendered(text, SourceMap.of(segments, [Origin("m", "body")]))


def document(body: str, lang: str = "en") -> Document:
    message = Message(id="m", kind="scripted", channel="email", body=body, lang=lang)
    return parse_document(message, Variant("only", "", None, plain(body)))


def moves_of(body: str, moves: Moves = MOVES, matcher: Matcher = MATCHER, lang: str = "en") -> list[tuple[str, ...]]:
    cut = document(body, lang)
    return [sentence.moves for sentence in moves.annotate(cut, matcher.scan(cut.folded)).sentences]


def loaded(folder: Path, text: str, *others: str) -> Moves:
    paths = []
    for number, content in enumerate((text, *others)):
        path = folder / f"moves{number}.yaml"
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    return load_moves(*paths)


def read_with(moves: Moves, body: str) -> list[tuple[str, ...]]:
    return moves_of(body, moves, Matcher(moves.patterns))


@pytest.mark.parametrize(("lang", "move", "entry"), [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in ENTRIES])
def test_examples(lang: str, move: str, entry: MoveEntry) -> None:
    examples = [(text, True) for text in entry.examples.yes] + [(text, False) for text in entry.examples.no]
    assert [(text, any(move in moves for moves in moves_of(text, lang=lang))) for text, _ in examples] == examples


def test_every_move_is_told_and_shown() -> None:
    for lang, name, entry in ENTRIES:
        assert entry.about, (lang, name)
        assert len(entry.examples.yes) >= 8, (lang, name)
        assert len(entry.examples.no) >= 8, (lang, name)


def test_every_pattern_is_reached_by_an_example() -> None:
    reached: set[tuple[str, str, str]] = set()
    for lang, _, entry in ENTRIES:
        for text in (*entry.examples.yes, *entry.examples.no):
            cut = document(text, lang)
            reached |= {(lang, one.move, one.pattern) for one in MOVES.matches(cut, MATCHER.scan(cut.folded))}
    for lang, name, entry in ENTRIES:
        written = [item if isinstance(item, str) else item.match for item in entry.patterns]
        assert [pattern for pattern in written if (lang, name, pattern) not in reached] == [], (lang, name)


def test_every_counter_pattern_meets_an_example_of_its_move() -> None:
    words = {file.lang: file.words for file in MOVES.files}
    for lang, name, entry in ENTRIES:
        against = {name: MoveEntry(patterns=entry.unless, kind=get_args(BlockKind))}
        bare = Moves([MovesFile(lang=lang, words=words[lang], moves=against)])
        matcher = Matcher(bare.patterns)
        met: set[str] = set()
        for text in (*entry.examples.yes, *entry.examples.no):
            cut = document(text, lang)
            met |= {one.pattern for one in bare.matches(cut, matcher.scan(cut.folded))}
        assert [pattern for pattern in entry.unless if pattern not in met] == [], (lang, name)


def test_a_message_is_read_by_the_moves_of_its_own_language() -> None:
    assert moves_of("Vielen Dank für Ihre Frage.", lang="de-AT") == [("thanks",)]
    assert moves_of("Vielen Dank für Ihre Frage.") == [()]
    assert moves_of("Thank you!", lang="fr") == [()]


def test_the_moves_that_rules_name_are_there() -> None:
    assert set(MOVES.names) >= NAMED


def test_what_a_move_implies() -> None:
    [moves] = moves_of("We cannot lend the harbour maps.")
    assert {"refusal", "bad-news"} <= set(moves)


def test_a_counter_pattern_cancels_only_what_it_overlaps() -> None:
    [moves] = moves_of("We can't wait to meet you, but we cannot lend the harbour maps.")
    assert "refusal" in moves


def test_why_gives_the_words_and_the_pattern() -> None:
    cut = document("Hello!\n\nWe  cannot\nlend the maps.")
    found = MOVES.matches(cut, MATCHER.scan(cut.folded))
    assert ("cannot", "<cannot>", 1) in [
        (cut.text[slice(*one.span)], one.pattern, one.sentence) for one in found if one.move == "refusal"
    ]


def test_other_patterns_may_follow_in_a_matcher() -> None:
    cut = document("We cannot lend the maps.")
    both = Matcher((*MOVES.patterns, *MATCHER.patterns[:1]))
    assert MOVES.annotate(cut, both.scan(cut.folded)).sentences == MOVES.annotate(cut, MATCHER.scan(cut.folded)).sentences


def test_a_text_without_words_has_no_moves() -> None:
    cut = document("  \n")
    assert MOVES.annotate(cut, MATCHER.scan(cut.folded)).sentences == ()


@given(
    st.lists(st.sampled_from(["Dear Sam,", "It is overdue.", "We cannot wait.", "Title: Emma", "- one", "", "Thanks,", "Lena"]))
)
@settings(max_examples=times(50))
def test_reading_never_fails_and_moves_are_known(lines: list[str]) -> None:
    for moves in moves_of("\n".join(lines)):
        assert set(moves) <= set(MOVES.names)


@pytest.mark.parametrize(
    ("written", "text", "fits"),
    [
        ("lend", "we lend maps", True),
        ("lend", "a blend of tea", False),
        ("(lend|borrow)s?", "he lends", True),
        ("(lend|borrow)s?", "the lender", False),
        ("<cannot> lend", "we can't lend", True),
        ("^lend", "lend it", True),
        ("lend$", "we lend", True),
        (r"lend\?", "lend? no", True),
        ("lend (it|$)", "we lend ", True),
        ("[(]s[)]", "item (s)", True),
        ("[^a]end", "l\nend", False),
    ],
)
def test_expand(written: str, text: str, fits: bool) -> None:
    import regex

    assert bool(regex.search(expand(written, {"cannot": "can't|cannot"}), text)) == fits


MINE = """\
words: {sorry: sorry|apologies}
moves:
  regret: {about: Regrets., patterns: [<sorry>, oops], unless: [not <sorry>]}
  fault: {patterns: [{match: fault, kind: [data]}], after: [regret], implies: [regret]}
"""


def test_a_later_file_adds(tmp_path: Path) -> None:
    more = "moves: {regret: {patterns: [whoops], unless: [no oops], kind: [prose], examples: {yes: [Whoops!]}}, "
    more += "cheer: {patterns: [hooray]}}"
    both = loaded(tmp_path, MINE, more)
    assert both.names == ("regret", "fault", "cheer")
    assert read_with(both, "Whoops. No oops here. Apologies! Hooray.") == [("regret",), (), ("regret",), ("cheer",)]
    assert both.entries("en")["regret"].about == "Regrets."
    assert both.entries("en")["regret"].examples.yes == ("Whoops!",)


def test_neighbours(tmp_path: Path) -> None:
    moves = loaded(
        tmp_path,
        "moves: {a: {patterns: [alpha]}, b: {patterns: [beta], after: [a]}, c: {patterns: [gamma], unless_after: [b]}}",
    )
    assert read_with(moves, "Beta. Alpha. Nothing. Beta. Gamma.") == [(), ("a",), (), ("b",), ()]
    assert read_with(moves, "Gamma. Alpha. Gamma.") == [("c",), ("a",), ("c",)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_what_sentences_do(tmp_path: Path, case: dict[str, Any]) -> None:
    moves = loaded(tmp_path, yaml.safe_dump({"moves": case["moves"]}))
    assert [list(names) for names in read_with(moves, case["text"])] == case["does"]


def test_a_pattern_may_have_a_context_of_its_own(tmp_path: Path) -> None:
    moves = loaded(tmp_path, "moves: {a: {patterns: [{match: alpha, kind: [list]}, beta]}}")
    assert read_with(moves, "Alpha is one.\n\n- alpha\n- beta\n\nBeta is two.") == [(), ("a",), ("a",), ("a",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("moves: {a: {paterns: [x]}}", "moves0.yaml:1:13: 'paterns' is not known here. Did you mean 'patterns'?"),
        (
            "moves: {a: {patterns: [<sory>]}}\nwords: {sorry: x}",
            "moves0.yaml:1:24: <sory> is not among the `words`. Did you mean 'sorry'?",
        ),
        (
            "moves: {a: {patterns: [{match: <x>}]}}",
            "moves0.yaml:1:32: <x> is not among the `words`. Correct its name, or add it.",
        ),
        ("words: {x: a<y>, y: b<x>}", "moves0.yaml:1:12: <x> stands for itself."),
        ("moves: {a: {unless: [<x>]}}", "moves0.yaml:1:22: <x> is not among"),
        ("moves: {refusal: {implies: [refusla]}}", "moves0.yaml:1:29: there is no move 'refusla'. Did you mean 'refusal'?"),
        ("moves: {a: {patterns: [{match: x, after: [zzz]}]}}", "moves0.yaml:1:43: there is no move 'zzz'."),
        ("moves: {a: {kind: [verse]}}", "'moves.a.kind.0' cannot be 'verse'."),
        ("", "this file is empty."),
    ],
)
def test_faults_have_a_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(RubricError) as caught:
        loaded(tmp_path, text)
    assert expected in str(caught.value)


def test_what_is_no_pattern_is_told_at_its_place(tmp_path: Path) -> None:
    moves = loaded(tmp_path, "moves: {a: {patterns: [x], unless: ['(y']}}")
    with pytest.raises(PatternError) as caught:
        Matcher(moves.patterns)
    assert "moves0.yaml:1:37: '(y' is not a pattern (" in str(moves.pattern_error(caught.value.index, caught.value.what))


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    with pytest.raises(RubricError) as caught:
        loaded(tmp_path, "moves: {a: {patterns: [<x>, <y>]}}", "moves: {b: {implies: [q]}}")
    assert len(str(caught.value).splitlines()) == 3


def test_an_empty_set_of_moves_reads_nothing() -> None:
    assert read_with(Moves([MovesFile()]), "Hello!") == [()]


def test_no_match_runs_over_the_edge_of_a_sentence() -> None:
    text = "\n".join(text for _, _, entry in ENTRIES for text in (*entry.examples.yes, *entry.examples.no))
    cut = document(text)
    scan = MATCHER.scan(cut.folded)
    for index, pattern in enumerate(MOVES.patterns):
        for span in scan.spans(index):
            assert "\n" not in scan.text[span.start : span.end], pattern.regex
