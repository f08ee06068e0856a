"""Refusals as people write them: `tests/cases/refusals.yaml`. Red is sure, and a bare no is seen."""

from datetime import date

import pytest
from case_files import load_cases

from msgreview.catalogue.files import shipped
from msgreview.lint.message import lint_variants
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Config, Settings
from msgreview.model.document import Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.template.variant_set import VariantSet

CASES = load_cases("refusals.yaml")
SETTINGS = Settings(Config(), (), {}, ".", date(2027, 3, 14), "")
RULES = frozenset(("no-softening.bare-no", "no-softening.likely-no", "no-softening.no-way-forward"))
BARE = ("No.", "We're full.", "Sorry, no.", "Not possible.", "We can't do that.", "cant do sat")


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(load_rubrics((shipped("rubrics"),), SETTINGS, prove=False), SETTINGS)


def levels(runner: Runner, channel: str, text: str) -> set[str]:
    """The levels of the findings on a bare no."""
    body = Rendered(text, SourceMap.of([Segment(0, len(text), 0, 0, len(text), exact=True)], [Origin("m", "body")]))
    message = Message(id="m", kind="scripted", channel=channel, body=text)  # type: ignore[arg-type]
    linted = lint_variants(message, VariantSet((Variant("as written", "", None, body),), (), (), capped=False), runner)
    return {rule.level for rule, _, _ in linted.hits if rule.id in RULES}


def test_red_is_sure_and_a_bare_no_is_seen(runner: Runner) -> None:
    seen = [(case["way_forward"], levels(runner, case["channel"], case["text"])) for case in CASES]
    red = [way for way, found in seen if "error" in found]
    bare = [found for way, found in seen if not way]
    assert len(seen) == 200
    assert len(bare) == 90
    assert len(red) >= 25
    assert red.count(False) / len(red) >= 0.97
    assert sum(map(bool, bare)) / len(bare) >= 0.9


@pytest.mark.parametrize("text", BARE)
def test_a_no_alone_is_bare(runner: Runner, text: str) -> None:
    assert levels(runner, "chat", text) & {"error", "warning"}


def test_an_offer_in_other_words_is_seen(runner: Runner) -> None:
    for text in (
        "We don't print photos. The shop at the bridge does.",
        "The course is full. Another one starts on 3 May, and it still has places.",
        "All seats are taken. Want me to put you on the list?",
    ):
        assert "error" not in levels(runner, "chat", text), text


def test_that_nothing_is_owed_lost_or_asked_is_no_bad_news(runner: Runner) -> None:
    for sentence in load_cases("no-loss.yaml"):
        body = f"Dear Sam,\n\n{sentence}\n\nKind regards,\nYour library"
        [scanned] = lint_plain(Message(id="m", kind="automated", channel="email", body=body), runner).texts
        assert scanned.document.reading is not None
        assert not scanned.document.reading.bad_news, sentence
