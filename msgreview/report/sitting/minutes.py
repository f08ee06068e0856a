"""The minutes of a sitting, as Markdown: who sat, what was decided and why, and what is left."""

from datetime import datetime

from markupsafe import Markup

from msgreview.model.review import Person
from msgreview.report.lines import count, first_of
from msgreview.report.pages import code, day_in_words, markdown_text, render
from msgreview.report.sitting.queue import Item
from msgreview.report.sitting.session import Did, Sitting, Taken
from msgreview.report.states import MEANING

DONE: dict[Did, str] = {
    "keep": "kept",
    "refuse": "kept as it was",
    "edit": "reworded",
    "retire": "retired",
    "recommend": "recommended a change",
    "later": "put off",
}
_NAMED = 12
"""Messages that are named with one decision."""


def minutes(sitting: Sitting, ended: datetime) -> str:
    """The minutes of a sitting up to a moment; its times are printed in the zone that they have."""
    return render(
        "sitting/templates/minutes.md",
        filters={"done": DONE.__getitem__, "why": _why, "meaning": MEANING.__getitem__, "served": _served, "named": _named},
        sitting=sitting,
        who=Person.of(sitting.by).name or sitting.by,
        day=day_in_words(sitting.begun),
        time=_time(sitting, ended),
        counts=_counts(sitting),
    )


def _time(sitting: Sitting, ended: datetime) -> str:
    """From when to when."""
    if sitting.begun.date() == ended.date():
        return f"from {sitting.begun:%H:%M} to {ended:%H:%M}"
    return f"from {day_in_words(sitting.begun)}, {sitting.begun:%H:%M}, to {day_in_words(ended)}, {ended:%H:%M}"


def _counts(sitting: Sitting) -> str:
    """`8 kept, 1 retired`."""
    counts = sitting.counts()
    return ", ".join(f"{counts[did]} {done}" for did, done in DONE.items() if did in counts)


def _why(taken: Taken) -> str:
    """What was said with a decision, and to whom."""
    return f"To {taken.to}: {taken.why}" if taken.to else taken.why


def _named(item: Item) -> Markup:
    """`loans.overdue` and its title."""
    return Markup(f"{code(item.id)} {markdown_text(item.title)}".rstrip())


def _served(item: Item) -> str:
    """The messages that a decision served besides its own."""
    return f"{count(len(item.serves), 'message')}: {first_of(item.serves, _NAMED)}"
