"""What a sitting goes through: the causes that make several messages read differently, then the messages one by one."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from msgreview.history.context import ReviewContext
from msgreview.model.review import OverlayName, StateName, fact_in_words
from msgreview.report.causes import Cause, find_causes, is_served
from msgreview.report.due.messages import DueMessage, due_message


class Item(msgspec.Struct, frozen=True):
    """What is decided at once: a message or a fact (`policy:loans.days`), for all messages that read differently by it."""

    id: str
    title: str
    service: str
    state: StateName | OverlayName
    """What somebody has to do something about."""
    why: tuple[str, ...]
    """Why it is here, in sentences."""
    serves: tuple[str, ...] = ()
    """The messages that read differently because of it and nothing else: its approval serves them, too."""
    cause: Cause | None = None
    """Of a fact."""
    path: str = ""
    """Its file, as it is printed."""

    @property
    def name(self) -> str:
        """What a sentence calls it: a fact in words, a message by its id."""
        return f"the {fact_in_words(self.id)}" if self.cause and self.cause.change else self.id


def sitting_items(review: ReviewContext, messages: Iterable[DueMessage]) -> tuple[Item, ...]:
    """What is to be decided on these messages: those causes first that serve most of them, then each message by itself, in order.

    A message that waits for nothing but such a cause is none of them.
    """
    waiting = {each.id: each for each in messages}
    causes = [each for each in find_causes({id_: review.states[id_] for id_ in waiting}) if len(each.messages) > 1]
    shared = {each.name: each for each in causes}
    first = [_of_cause(review, each) for each in causes]
    taken = {each.id for each in first}
    single = (each for each in waiting.values() if not is_served(each.causes, each.holds, shared) and each.id not in taken)
    return (*first, *map(_of_message, single))


def chosen(review: ReviewContext, ids: Sequence[str]) -> Iterator[DueMessage]:
    """These messages in their order, due or not."""
    return (due_message(review, review.states[id_]) for id_ in ids)


def _of_message(due: DueMessage) -> Item:
    return Item(due.id, due.title, due.service, due.asks, due.reasons, path=due.path)


def _of_cause(review: ReviewContext, cause: Cause) -> Item:
    if cause.change:
        return Item(cause.name, cause.title, "", "policy-changed", (cause.text,), cause.messages, cause)
    item = _of_message(due_message(review, review.states[cause.name]))
    return msgspec.structs.replace(item, why=(*item.why, cause.text), serves=cause.messages)
