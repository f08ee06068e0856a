"""What a reply does with the question it answers: what it leaves open, asks for again, passes over or gives away."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec

from msgreview.catalogue.locate import span_location
from msgreview.model.config import Level
from msgreview.model.finding import Finding
from msgreview.model.span import Source, Span
from msgreview.train.asks import Ask, ask_of, asks_of, is_met
from msgreview.train.english import English, straight
from msgreview.train.facts import words_of
from msgreview.train.gaming import stem
from msgreview.train.grade import Remark

_SAYS = English("replies")
_QUOTED = 70
"""Characters of an ask that are quoted."""
_PLAIN = 22
"""Words of a sentence."""


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Something that a reply does and its question does not call for; see `replies.yaml`."""

    says: str = ""
    question: Any = ""
    question_not: Any = ""
    answer: Any = ""
    answer_not: Any = ""
    also: Literal["", "same-thing", "yes-no"] = ""
    by: Literal["", "done-already", "private", "hard", "wrong-name"] = ""


class Reply(NamedTuple):
    """A reply and its question, both with straight apostrophes."""

    question: str
    answer: str
    asks: tuple[Ask, ...]

    @classmethod
    def of(cls, question: str, answer: str, asks: Sequence[str] = ()) -> "Reply":
        """A reply whose question asks what `asks` say, or what can be read in it."""
        question = straight(question)
        return cls(question, straight(answer), tuple(map(ask_of, asks)) or asks_of(question))


def reply_facts(reply: Reply) -> Iterator[Remark]:
    """Which asks are answered, and which are left open."""
    unmet = [ask for ask in reply.asks if not is_met(ask, reply.asks, reply.question, reply.answer)]
    for ask in unmet:
        yield Remark(False, f"This is not answered yet: “{_short(ask.text)}”. Answer it in a sentence, or say by when you will.")
    if not unmet:
        count = len(reply.asks)
        several = "Both" if count == 2 else f"All {count}"
        yield Remark(True, "What was asked is answered." if count == 1 else f"{several} things that were asked are answered.")


def reply_practices(reply: Reply) -> Iterator[Remark]:
    """What a reply asks for again, passes over, leaves vague or gives away; each at its words."""
    for look in _looks():
        if look.by:
            yield from _BY[look.by](reply)
        elif (match := _match(look, reply)) is not None:
            yield _remark(match, look.says)


@cache
def _looks() -> list[Look]:
    return msgspec.convert(
        [{**look, "says": _SAYS.expression(look.get("says", ""))} for look in _SAYS.tables["looks"]], list[Look]
    )


def _find(pattern: Any, text: str) -> re.Match[str] | None:
    return re.search(_SAYS.expression(pattern), text, re.IGNORECASE)


def _match(look: Look, reply: Reply) -> re.Match[str] | None:
    """Where the answer does what a look is for: at its start, without length, where it leaves something out."""
    question, answer = _find(look.question, reply.question), _find(look.answer, reply.answer)
    if question is None or answer is None:
        return None
    if (look.question_not and _find(look.question_not, reply.question)) or (
        look.answer_not and _find(look.answer_not, reply.answer)
    ):
        return None
    if look.also == "same-thing" and _main(question["what"]).isdisjoint(_main(answer["what"])):
        return None
    if look.also == "yes-no" and not any(ask.wants == "yes-no" for ask in reply.asks):
        return None
    return answer


def _remark(match: re.Match[str], words: str) -> Remark:
    return Remark(False, words, start=match.start(), end=match.end())


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _main(text: str) -> set[str]:
    return {stem(word) for word in words_of(text) if len(word) > 3}


def _done_already(reply: Reply) -> Iterator[Remark]:
    done = {stem(word.lower()) for match in _SAYS["done"].finditer(reply.question) for word in re.findall(r"\w+", match[0])}
    done &= set(map(stem, _SAYS.words("verbs")))
    for match in _SAYS["order"].finditer(reply.answer):
        if stem(match["verb"].lower()) in done:
            yield _remark(match, "The reader has done that already, and said so. Start from where they stand.")
            return


def without_secrets(question: str) -> str:
    """A question with its PINs, passwords and the like left out."""
    return _SAYS["secret"].sub(lambda match: match[0].replace(match[1].rstrip("."), "[left out]"), question)


def _private(reply: Reply) -> Iterator[Remark]:
    """Whether the reply names an illness or the like that the question spoke of, or repeats a secret."""
    conditions = [rf"(?<!\w){word}\w*" for word in _SAYS.tables["conditions"]]
    match = next(filter(None, (_find(one, reply.answer) for one in conditions)), None)
    if match and any(_find(one, reply.question) for one in conditions):
        yield _remark(match, "This is private, and a reply is read over shoulders. Help with it, and leave the word out.")
        return
    for secret in _SAYS["secret"].finditer(reply.question):
        if match := re.search(re.escape(secret[1]), reply.answer, re.IGNORECASE):
            yield _remark(
                match, "This is a secret of the reader. Do not write it again: a reply travels further than one thinks."
            )


def _hard(reply: Reply) -> Iterator[Remark]:
    """Whether somebody whose English is small gets long sentences."""
    if _SAYS["small-english"].search(reply.question):
        for match in re.finditer(r"[^.!?\n]+", reply.answer):
            if len(words_of(match[0])) > _PLAIN:
                yield _remark(match, "This sentence is long for somebody who reads English with effort. Make two or three of it.")
                return


def _wrong_name(reply: Reply) -> Iterator[Remark]:
    """Whether the greeting names somebody who did not write."""
    signed = re.search(r"\n\W*((?:[A-Z][\w'.-]+ ?){1,3})[^\n.!?]{0,60}\s*$", reply.question)
    greeted = re.match(r"\s*(?:Dear|Hello|Hi|Good \w+),? ((?:[A-Z][\w'.-]+ ?)+)", reply.answer)
    titles = _SAYS.words("titles")
    names = [name for name in greeted[1].split() if name.rstrip(".") not in titles] if greeted else []
    if signed and greeted and names and not any(name.lower() in reply.question.lower() for name in names):
        yield _remark(greeted, f"The question is signed by {signed[1].strip()}. Greet the person who wrote.")


_BY = {"done-already": _done_already, "private": _private, "hard": _hard, "wrong-name": _wrong_name}


def reply_findings(question: str, answer: str, name: str) -> Iterator[Finding]:
    """What a reply leaves open, asks for again, passes over or gives away, as findings on a text of that name."""
    reply = Reply.of(question, answer)
    yield from remark_findings("reply.unanswered", reply_facts(reply), answer, name)
    yield from remark_findings("reply.question", reply_practices(reply), answer, name)


def remark_findings(rule: str, remarks: Iterable[Remark], answer: str, name: str, level: Level = "warning") -> Iterator[Finding]:
    """Remarks on what is not well, as findings on a text of that name; the last sentence of each is the advice."""
    source = Source.of(name, answer)
    for remark in remarks:
        if not remark.ok:
            location = span_location(source, Span(remark.start, remark.end), field="body")
            words, _, advice = remark.text.rpartition(". ")
            yield Finding(
                **msgspec.structs.asdict(location),
                rule=rule,
                level=level,
                practice="open",
                text=f"{words}.",
                advice=advice,
            )
