"""What makes several messages read differently at once: a shared message, a policy, a variable. It is approved once for all."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from msgreview.catalogue.locate import Lookup
from msgreview.history.context import ReviewContext
from msgreview.history.received import Side, with_facts
from msgreview.model.review import MessageState, PolicyChange, fact_in_words
from msgreview.report.diff import Difference, diff_lines, differences
from msgreview.report.lines import Line, count, first_of, line, paragraph, safe

_FEW = 12
"""Messages that are named below a cause."""
_SERVED = frozenset({"changed", "policy-changed", "soon", "current"})
"""States that leave a message nothing to wait for but its causes."""

Sentence = tuple[Difference, tuple[str, ...]]
"""What reads differently, and the messages in which it does."""


class Cause(msgspec.Struct, frozen=True):
    """A message, or a fact (`policy:loans.days`), and the messages that read differently because of it alone."""

    name: str
    messages: tuple[str, ...]
    change: PolicyChange | None = None
    """Of a fact."""

    @property
    def title(self) -> str:
        """What it is called: a fact in words, a message by its id."""
        return f"The {fact_in_words(self.name)}" if self.change else self.name

    @property
    def text(self) -> str:
        """What it does, as a sentence."""
        change, reads = self.change, "reads" if len(self.messages) == 1 else "read"
        text = f"{count(len(self.messages), 'message')} {reads} differently because of {self.title[:1].lower()}{self.title[1:]}"
        if change is None:
            return text + "."
        return f"{text}, which was {change.before} and is {f'{change.after} now' if change.after else 'not there any more'}."


def find_causes(states: Mapping[str, MessageState]) -> tuple[Cause, ...]:
    """The causes, those of most messages first."""
    messages: dict[str, list[str]] = {}
    changes: dict[str, PolicyChange] = {}
    for id_, state in states.items():
        for cause in state.causes:
            messages.setdefault(cause, []).append(id_)
        changes |= {each.cause: each for each in state.policies}
    ordered = sorted(messages.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(Cause(name, tuple(ids), changes.get(name)) for name, ids in ordered)


def is_served(causes: Collection[str], holds: Collection[str], shared: Collection[str]) -> bool:
    """Whether a message waits for nothing but causes that it shares with others."""
    return bool(causes) and all(each in shared for each in causes) and _SERVED.issuperset(holds)


def cause_lines(causes: Sequence[Cause], width: int) -> Iterator[Line]:
    """Each cause once, its messages by name, and how to approve it for all of them."""
    for cause in causes:
        yield from paragraph(cause.text, width, style="yellow")
        yield from paragraph(first_of(cause.messages, _FEW), width, "    ", style="dim")
        yield line(f"    Look, and approve it for all: msgreview review keep {safe(cause.name)}")


class FactPage(msgspec.Struct, frozen=True, eq=False):
    """What is approved with a fact's new value."""

    cause: Cause
    sentences: tuple[Sentence, ...]
    """Every sentence that it changes, once."""


def fact_page(review: ReviewContext, cause: Cause, lookup: Lookup) -> FactPage:
    """The sentences that a fact's new value changes; `lookup` finds the messages as their files stand."""
    by_message: list[tuple[str, tuple[Difference, ...]]] = []
    for id_ in cause.messages:
        before = {each.name: each.before for each in review.states[id_].policies if each.cause == cause.name}
        entry = lookup(id_)
        assert entry, "a message of the catalogue can be read"
        old, new = (Side(entry, lookup, each) for each in (with_facts(review.settings, before), review.settings))
        by_message.append((id_, differences(old, new)))
    return FactPage(cause, once(by_message))


def once(by_message: Iterable[tuple[str, Iterable[Difference]]]) -> tuple[Sentence, ...]:
    """What reads differently in several messages, each once with the messages that have it."""
    unique: dict[tuple[object, ...], tuple[Difference, list[str]]] = {}
    for id_, own in by_message:
        for each in own:
            unique.setdefault((each.field, each.before, each.now, each.text), (each, []))[1].append(id_)
    return tuple((difference, tuple(ids)) for difference, ids in unique.values())


def fact_lines(page: FactPage, width: int) -> Iterator[Line]:
    """The page of a fact: what it was and is, and what that changes."""
    yield line((safe(page.cause.title), "bold"), f"  {safe(page.cause.name)}")
    yield from paragraph(page.cause.text, width)
    for rows in sentence_lines(page, width):
        yield ()
        yield from rows
    yield ()


def sentence_lines(page: FactPage, width: int) -> Iterator[list[Line]]:
    """Every sentence that a fact's new value changes, with its messages; last, the messages of which it changes none."""
    yield from shared_lines(page.sentences, width)
    unchanged = set(page.cause.messages) - {id_ for _, ids in page.sentences for id_ in ids}
    if unchanged:
        yield [*paragraph(f"It changes no word of {', '.join(sorted(unchanged))}.", width)]


def shared_lines(sentences: Iterable[Sentence], width: int) -> Iterator[list[Line]]:
    """What reads differently in several messages, with their ids."""
    for difference, ids in sentences:
        yield [*diff_lines([difference], width), *paragraph(", ".join(ids), width, "    ", style="dim")]
