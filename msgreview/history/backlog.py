"""What of a catalogue is to be read, as tasks for the plan."""

from collections.abc import Iterator
from datetime import timedelta

from msgreview.history.context import ReviewContext
from msgreview.history.plan import Task
from msgreview.model.message import Message
from msgreview.model.review import OUT_OF_CYCLE

_CHANGED = frozenset({"changed", "policy-changed", "needs-second"})
_SOON = timedelta(days=14)
"""How soon words that nobody has approved are to be read."""


def tasks(review: ReviewContext) -> Iterator[Task]:
    """A task for every message that is in the yearly cycle. One that changed since it was read is due within two weeks."""
    today = review.settings.today
    for id_, state in review.states.items():
        if state.name in OUT_OF_CYCLE:
            continue
        message, due = review.catalogue.messages[id_].message, state.due
        if state.name == "unreviewed":
            due = None
        elif state.name in _CHANGED:
            due = min(today + _SOON, due or today + _SOON)
        yield Task(
            id_, message.service, due, _risk(message, review.catalogue.messages[id_].policies, review.settings.config.review.risk)
        )


def _risk(message: Message, policies: dict[str, str], risk: dict[str, int]) -> int:
    """The highest risk among a message's tags, its service and the groups of the policies that it quotes."""
    words = {*message.tags, message.service, *(name.partition(".")[0] for name in policies)}
    return max((weight for word, weight in risk.items() if word in words), default=0)
