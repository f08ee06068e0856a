"""A question that goes to a colleague: the note for the colleague, and the promise of a named day for the reader."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from msgreview.model.message import Channel
from msgreview.train.asks import asks_of, is_met
from msgreview.train.facts import facts_in
from msgreview.train.replies import without_secrets
from msgreview.train.turnaround import day_name

_SHORT: tuple[Channel, ...] = ("chat", "sms", "phone")
"""Channels on which nobody greets and signs like in a letter."""
_GIVEN = frozenset(("address", "link", "phone", "date", "time", "code", "title"))
_SIGNATURE = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_CLOSE = re.compile(r"(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|cheers|greetings|yours)\b.*", re.IGNORECASE)


class HandOver(NamedTuple):
    """A question that changes hands."""

    question: str
    """As the reader wrote it, without secrets."""
    reader: str
    """"" where no name is there."""
    to: str
    place: str
    """Where the colleague works; "" where that is not said."""
    sender: str
    by: date
    today: date
    channel: Channel = "email"
    reply: str = ""
    """What the reader was told already."""

    @classmethod
    def of(cls, question: str, *, reader: str = "", **fields: object) -> "HandOver":
        """The hand-over of a question; the reader's name is that of its signature where none is given."""
        return cls(without_secrets(question.strip()), reader or signed_by(question), **fields)  # type: ignore[arg-type]

    @property
    def day(self) -> str:
        """The day by which the reader hears from the colleague, as one says it."""
        return day_name(self.by, self.today)

    @property
    def asks(self) -> tuple[str, ...]:
        """What is to be answered: what the question asks and the reply leaves open."""
        asks = asks_of(self.question)
        return tuple(_sentence(ask.text) for ask in asks if not self.reply or not is_met(ask, asks, self.question, self.reply))

    @property
    def given(self) -> tuple[str, ...]:
        """What the reader has said already and need not be asked for: numbers, days, addresses, titles."""
        facts = facts_in(self.question)
        named = (fact.text for fact in facts if fact.kind in _GIVEN or (fact.kind == "number" and re.search(r"\d\d", fact.text)))
        return tuple(dict.fromkeys(named))

    @property
    def note(self) -> str:
        """The note for the colleague."""
        return "\n".join(self._note()) + "\n"

    def _note(self) -> Iterator[str]:
        reader = self.reader or "the reader"
        yield from (f"Hello {self.to},", "")
        yield f"Can you take this question on? I have told {reader} that they hear from you by {self.day}."
        yield from (f"If you cannot, please tell me today, and I will write to {reader}.", "")
        if self.asks:
            yield from ("What is asked:", *(f"- {ask}" for ask in self.asks), "")
        if self.given:
            yield from ("What we have been given, so that nobody asks again:", *(f"- {fact}" for fact in self.given), "")
        yield from (f"In the words of {reader}:", *_quoted(self.question), "")
        if self.reply:
            yield from ("What I have answered so far:", *_quoted(self.reply.strip()), "")
        yield from ("Thank you,", self.sender)

    @property
    def promise(self) -> str:
        """The message for the reader: who has the question, and by which day they hear."""
        whom = f"{self.to} ({self.place})" if self.place else self.to
        known = "" if self.channel == "sms" else " You need not explain anything twice."
        if self.channel in _SHORT:
            late = f"If not, just write to me again. {self.sender}"
            return f"Your question is with {whom} now.{known} You hear from {self.to} by {self.day}. {late}\n"
        greeting = f"Dear {self.reader}," if self.reader else "Hello,"
        passed = f"Thank you for your question. I have passed it on to {whom}, with everything that you wrote.{known}"
        day = f"You will hear from {self.to} by {self.day}. If anything comes up before, reply to this message: it reaches me."
        return f"{greeting}\n\n{passed}\n\n{day}\n\nKind regards,\n{self.sender}\n"


def signed_by(question: str) -> str:
    """The name that a question is signed with; "" where there is none."""
    rows = [row.strip() for row in question.strip().splitlines() if row.strip()]
    if len(rows) < 2:
        return ""
    last = rows[-1].partition(",")[0].strip(" -–—")
    is_name = _SIGNATURE.fullmatch(last) and last[0].isupper() and not _CLOSE.fullmatch(last)
    return last if is_name and rows[-1][-1] not in "?!" else ""


def _sentence(ask: str) -> str:
    return ask[0].upper() + ask[1:] + ("" if ask.endswith((".", "?", "!")) else "?")


def _quoted(text: str) -> Iterator[str]:
    return (f"> {row}".rstrip() for row in text.splitlines())
