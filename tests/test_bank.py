"""The bank of sentences: every label is a move, there is enough of each, and nothing stands there twice or in texts of others."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import yaml

from msgreview.catalogue.files import shipped
from msgreview.model.message import Channel
from msgreview.moves.moves_file import load_moves
from msgreview.rubric.discover import rubric_files

FILES = sorted((shipped("rubrics") / "bank").glob("*.yaml"))
ENTRIES = load_moves(shipped("rubrics") / "moves.yaml").entries("en")
OTHERS = Path(__file__).parents[1].parent / "shared" / "corpus"
WORD = re.compile(r"[\w']+")
ALIKE = 0.8
"""The share of the three-word runs of the shorter of two sentences beyond which one is a copy of the other."""

SENTENCES, FIELDS = 3000, 12
COMMON, RARE = 60, 20
"""How many sentences of the bank make a move at least: a common one, and any other."""

COMMON_MOVES = (
    *(
        "greeting",
        "thanks",
        "apology",
        "empathy",
        "hedge",
        "explanation",
        "refusal",
        "bad-news",
        "demand",
        "request",
        "next-step",
    ),
    *(
        "alternative",
        "deadline",
        "expectation",
        "promise",
        "confirmation",
        "offer",
        "contact",
        "pleasantry",
        "closing",
        "signature",
    ),
)
LONG = 4
"""Runs from which on a sentence is long enough to be somebody's own."""


class Said(NamedTuple):
    where: str
    text: str
    moves: tuple[str, ...]


def sentences(path: Path) -> Iterator[Said]:
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert set(content) == {"about", "sentences"}, path.name
    for number, entry in enumerate(content["sentences"], 1):
        where = f"{path.name}: sentence {number}"
        items = entry["text"] if isinstance(entry["text"], list) else [entry]
        assert entry["channel"] in get_args(Channel), where
        for item in items:
            assert set(item) <= {"channel", "starts", "text", "moves"}, where
            assert item.get("starts", "line") in ("line", "paragraph"), where
            yield Said(where, item["text"], tuple(item["moves"]))


BANK = [said for path in FILES for said in sentences(path)]


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words in a text; a shorter one is a run by itself."""
    words = WORD.findall(text.casefold().replace("’", "'")) or [text]
    return frozenset(tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2)))


def with_implied(moves: tuple[str, ...]) -> set[str]:
    return {*moves, *(more for move in moves for more in ENTRIES[move].implies)}


def test_every_label_is_a_move_that_no_other_label_implies() -> None:
    for said in BANK:
        assert set(said.moves) <= set(ENTRIES), said
        assert len(set(said.moves)) == len(said.moves), said
        assert not {more for move in said.moves for more in ENTRIES[move].implies}.intersection(said.moves), said


def test_no_file_of_the_bank_is_read_as_a_rubric() -> None:
    assert not set(FILES).intersection(rubric_files([shipped("rubrics")]))


def test_there_is_enough_of_each() -> None:
    made = Counter(move for said in BANK for move in with_implied(said.moves))
    assert len(BANK) >= SENTENCES
    assert len(FILES) >= FIELDS
    assert [move for move in ENTRIES if made[move] < (COMMON if move in COMMON_MOVES else RARE)] == []
    assert sum(not said.moves for said in BANK) >= COMMON


def copies(texts: list[str]) -> Iterator[tuple[str, str]]:
    """The pairs of texts of which one is nearly in the other; of texts of up to three words only those that are the same."""
    parts = [runs(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, own in enumerate(parts):
        for other, shared in Counter(other for run in own for other in holders[run]).items():
            sizes = sorted((len(own), len(parts[other])))
            if shared > ALIKE * (sizes[0] if sizes[0] > 1 else sizes[1]):
                yield texts[other], texts[number]
        for run in own:
            holders[run].append(number)


def test_nothing_stands_there_twice_or_nearly() -> None:
    assert list(copies([said.text for said in BANK])) == []


def test_what_counts_as_a_copy() -> None:
    first = "The lift is out of order until Friday."
    assert list(copies([first, "Sorry, the lift is out of order until Friday."])) != []
    assert list(copies([first, "The lift is out of order, and so is the other."])) == []
    assert list(copies(["No.", "no", "No way."])) == [("No.", "no")]


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the texts of others that msgreview is measured on are not here")
def test_nothing_is_taken_from_the_texts_of_others() -> None:
    theirs = [runs(part) for file in OTHERS.glob("*.json") for part in parts_of(json.loads(file.read_text(encoding="utf-8")))]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, part in enumerate(theirs):
        for run in part:
            holders[run].append(number)
    for said in BANK:
        own = runs(said.text)
        shared = Counter(other for run in own for other in holders.get(run, ())) if len(own) >= LONG else Counter[int]()
        assert max(shared.values(), default=0) <= ALIKE * len(own), said


def parts_of(content: Any) -> Iterator[str]:
    """The sentences of the messages in a file of the corpus."""
    if isinstance(content, list):
        for one in content:
            if isinstance(one, dict) and isinstance(one.get("text"), str):
                yield from re.split(r"(?<=[.!?:])\s+|\n\s*\n", one["text"])
