"""The work that a message costs grows with its length, and no faster: counted in steps, not by the clock."""

from itertools import product
from random import Random

import pytest
from by_hand import entry, settings
from steps import steps

from msgreview.catalogue.files import shipped
from msgreview.model.document import Document, Origin, Rendered, Segment, SourceMap, Variant
from msgreview.model.message import Message
from msgreview.prose.document import parse_document
from msgreview.rubric.kinds.move import Neighbours, Options
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.run import Runner
from msgreview.template.template import parse_template
from msgreview.template.variants import render_variants

REFUSED, OFFERED = "We cannot renew your loan.", "You can borrow the next volume instead."


def document(body: str) -> Document:
    rendered = Rendered(body, SourceMap.of([Segment(0, len(body), 0, 0, len(body), True)], [Origin("m", "body")]))
    return parse_document(Message("m", "scripted", "email", body=body), Variant("only", "", None, rendered))


@pytest.mark.parametrize(
    ("within", "side", "key"),
    [*product(("message", "paragraph", "1 sentence", "3 sentences"), ("near", "before", "after", "same"), ("needs", "forbids"))],
)
def test_what_stands_near(within: str, side: str, key: str) -> None:
    """The neighbours looked up by bisection are those that a walk from sentence to sentence comes by."""
    chance = Random(7)
    options = Options(on=("a",), within=within, side=side, **{key: ("b",)})  # type: ignore[arg-type]
    read = document("\n\n".join("So it is. And it goes on. – \nItem: 4\n\nSo it is." for _ in range(4)))
    sentences, reach = read.sentences, int(within.split()[0]) if within[0].isdigit() else 0
    for _ in range(20):
        others = chance.sample(range(len(sentences)), 3)
        near = Neighbours(read, others, options)
        for number in range(len(sentences)):
            ways = {
                "near": range(len(sentences)),
                "before": range(number + (key == "needs")),
                "after": range(number + (key == "forbids"), len(sentences)),
                "same": range(number, number + 1),
            }[side]
            if within == "message":
                reached = list(ways)
            elif within == "paragraph":
                paragraphs = [read.blocks[one.block].paragraph for one in sentences]
                reached = [other for other in ways if paragraphs[other] == paragraphs[number]]
            else:
                between = lambda a, b: sum(sentences[step].words > 0 for step in range(min(a, b) + 1, max(a, b) + 1))  # noqa: E731
                reached = [other for other in ways if between(number, other) <= reach]
            assert near.reach(number) == any(other in reached for other in others), (number, others)


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(load_rubrics([shipped("rubrics")], settings(), prove=False), settings())


def test_reading_grows_with_the_sentences(runner: Runner) -> None:
    """Refusals first and what would answer them last: every sentence looks for a neighbour, and all are far."""

    def work(sentences: int) -> int:
        half = sentences // 2
        body = f"Dear Sam,\n\n{' '.join([REFUSED] * half)}\n\n{' '.join([OFFERED] * half)}\n\nKind regards,\nNoor"

        def read() -> None:
            scanned, _ = runner.scan(document(body))
            assert runner.on_text(scanned).hits

        return steps(read)

    work(10)  # What is compiled once for all messages.
    assert work(800) < 2.5 * work(400)


def test_a_chain_of_messages_costs_their_sum() -> None:
    """Each of them uses the next: the last is parsed once, not once for each that leads to it."""
    parse_template.cache_clear()
    chain = {f"m{number}": f"Text {number}. {{% include 'm{number + 1}' %}}" for number in range(150)} | {"m150": "End."}
    entries = {id_: entry(id_, body=body) for id_, body in chain.items()}
    for each in entries.values():
        render_variants(each, entries.get, settings())
    assert parse_template.cache_info().misses <= len(chain)
