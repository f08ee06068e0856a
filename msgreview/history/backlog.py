"""What of a catalogue is to be read, as tasks for the plan."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgreview.history.context import ReviewContext, unapproved_authors
from msgreview.history.evidence import needs_two
from msgreview.history.plan import Task
from msgreview.model.review import OUT_OF_CYCLE

_CHANGED = frozenset({"changed", "policy-changed", "unverified", "needs-second"})
_SOON = timedelta(days=14)
"""How soon words that nobody has approved are to be read."""


def tasks(context: ReviewContext) -> Iterator[Task]:
    """A task for every message that is in the yearly cycle. One that changed since it was read is due within two weeks."""
    soon = context.settings.today + _SOON
    for id_, state in context.states.items():
        if state.name in OUT_OF_CYCLE:
            continue
        current, due = context.catalogue.messages[id_], state.due
        if state.name == "unreviewed":
            due = None
        elif state.name in _CHANGED:
            due = min(soon, due or soon)
        message, risk = current.message, context.settings.config.review.risk
        subjects = {*message.tags, message.service, *(name.partition(".")[0] for name in current.policies)}
        weight = max((weight for subject, weight in risk.items() if subject in subjects), default=0)
        authors = unapproved_authors(context, id_) if needs_two(context.settings.config) else ()
        yield Task(id_, message.service, due, weight, authors, state.due or date.max)
