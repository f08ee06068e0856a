"""The elements that every reply has: it greets, takes the question up, answers, shows how, and closes with a person's name.

That it greets is a rule of messages; whether it answers is in `replies`. Here is the rest, for any text that answers a question.
"""

from collections.abc import Iterator

from msgreview.model.finding import Finding
from msgreview.model.message import Channel
from msgreview.train.analysis import Analysed
from msgreview.train.asks import asks_of, takes_up
from msgreview.train.english import English
from msgreview.train.grade import Remark
from msgreview.train.replies import remark_findings

_SAYS = English("elements")
_TAKES_UP = frozenset(("acknowledgement", "restatement", "thanks", "empathy", "apology"))
_SHOWS_HOW = frozenset(("teachable", "resource"))
_CLOSES = frozenset(("closing", "signature"))
_WRITTEN: tuple[Channel, ...] = ("email", "letter")
_A_LINE = 12
"""Words of a chat line that may be the answer and nothing else."""
_LONG = 40
"""Words of an answer that one would want to find again."""


def element_findings(written: Analysed, channel: Channel, question: str, name: str) -> Iterator[Finding]:
    """What of the elements a reply lacks, as green findings on a text of that name; who stands behind it, as yellow ones."""
    answer = written.document.text
    yield from remark_findings("reply.elements", element_remarks(written, channel, question), answer, name, level="suggestion")
    yield from remark_findings("reply.person", person_remarks(answer), answer, name)


def element_remarks(written: Analysed, channel: Channel, question: str) -> Iterator[Remark]:
    """Which elements are missing. An answer in words of the question takes it up; a short line in a chat need not."""
    words = sum(sentence.words for sentence in written.document.sentences)
    is_taken_up = not _TAKES_UP.isdisjoint(written.moves) or takes_up(asks_of(question), written.document.text)
    if not is_taken_up and (channel in _WRITTEN or words > _A_LINE):
        yield Remark(False, "It answers without taking the question up. Say first what you understood: “You asked whether …”.")
    if channel in _WRITTEN and words > _LONG and _SHOWS_HOW.isdisjoint(written.moves):
        yield Remark(False, "It does not show how you got there. Add a line on where you looked, for the next time.")
    if channel in _WRITTEN and _CLOSES.isdisjoint(written.moves):
        yield Remark(False, "Nobody signs it. Close with your name, and a way to come back to you.")


def person_remarks(answer: str) -> Iterator[Remark]:
    """Whether a person stands behind it whom the reader can ask for, and how many hands the question goes through."""
    tail = _SAYS["tail"].search(answer)
    if tail and _SAYS["nobody"].search(tail["name"]):
        words = "No person signs it. Sign with your real name, so that the reader can ask for you."
        yield Remark(False, words, start=tail.start("name"), end=tail.end("name"))
    if hands := _SAYS["hands"].search(answer):
        words = "The question goes through many hands here. Name one person who answers and the day, and keep an eye on it."
        yield Remark(False, words, start=hands.start(), end=hands.end())
