"""The turnaround-time game: the promises of the catalogue's own policies, their numbers, and cases to count days in."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from msgreview.report.lines import count
from msgreview.train.kit.page import Block, Card, Page, Part, cards, points, table, text
from msgreview.train.kit.session import Kit
from msgreview.train.shuffle import shuffled
from msgreview.train.turnaround import ANSWERS, Turnaround, day_after, turnarounds

_MONDAY = date(2026, 3, 2)
"""Of a week without public holidays: only the names of its days are printed."""
_ARRIVALS = (("Tuesday at 10:00", 1), ("Friday at 17:00", 4), ("Saturday at noon", 5))
NAME = "turnaround-game"
TITLE = "The turnaround-time game"
_RULES = (
    "Play in groups of four to six. Cut the cards out, and shuffle the promises and the numbers apart.",
    "First round, eight minutes: lay a number beside each promise, without looking anything up. Where you disagree, note both.",
    "Second round, five minutes: hear the answers. A pair is a point, and two where you found out that you disagreed.",
    "Third round, ten minutes: take a case. Say the day, then write the sentence that the reader gets, with the day in it.",
    "To end: which promise would you like to change, and who decides on it?",
)


class Promise(NamedTuple):
    """Something that the house promises: what, and the number."""

    what: str
    value: str


def promises(kit: Kit) -> list[Promise]:
    """What the house promises, by its policies: in the words of the courses where they name one, else by its name."""
    matched = (one for course in kit.courses for one in course.exercises if one.kind == "match")
    words = {pair.policy: pair.left for one in matched for pair in one.options.pairs}
    policies = [policy for policy in kit.settings.policies if policy.value]
    lengths = turnarounds(policies)
    return [
        Promise(words.get(one.name) or readable(one.name), str(lengths[one.name]) if one.name in lengths else one.value)
        for one in sorted(policies, key=lambda one: not one.name.startswith(f"{ANSWERS}."))
    ]


def readable(policy: str) -> str:
    """The name of a policy as words: "loans: reminder days"."""
    group, _, name = policy.partition(".")
    return f"{group}: {name}".replace("_", " ").replace(".", " ").capitalize()


def game_page(kit: Kit) -> Page:
    """The page with the rules and the cards."""
    promised = promises(kit)
    if not promised:
        note = "Your catalogue has no policies yet, so that there is nothing to play with: write them into policies.yaml."
        return Page(NAME, TITLE, "What do we promise?", (Part("Nothing to play", (text(note),)),))
    numbers = [one.value for one in promised]
    values = shuffled(numbers, kit.session.name, lambda order: len(set(order)) < 2 or order != numbers)
    parts = [
        Part("How to play", (points(*_RULES),)),
        Part("Promises", (cards(*(Card(one.what) for one in promised)),), apart=True),
        Part("Numbers", (cards(*(Card(value) for value in values)),), apart=True),
    ]
    to_count = list(_cases(kit))
    if to_count:
        parts.append(Part("Cases", (cards(*(Card(title, question) for title, question, _ in to_count)),), apart=True))
    return Page(NAME, TITLE, "What do we promise, and by when is it due?", tuple(parts))


def _cases(kit: Kit) -> Iterator[tuple[str, str, str]]:
    """Cases to count: a title, what is asked, and the answer."""
    for name, length in turnarounds(kit.settings.policies).items():
        if name.startswith(f"{ANSWERS}.") and length.unit != "minute":
            for when, weekday in _ARRIVALS:
                came = _MONDAY + timedelta(days=weekday)
                yield f"{readable(name)}: {length}", f"It comes on {when}. By which day is it answered?", _due(came, length)


def _due(came: date, length: Turnaround) -> str:
    due = day_after(came, length)
    weeks = (due - came).days // 7
    return f"{due:%A}" + (f", {count(weeks, 'week')} later" if weeks else "")


def answers(kit: Kit) -> tuple[Block, ...]:
    """What is right, for the trainers."""
    known = tuple((one.what, one.value) for one in promises(kit))
    counted = tuple((f"{title}. {question}", answer) for title, question, answer in _cases(kit))
    tables = ((("Promise", "Number"), known), (("Case", "Day"), counted))
    return tuple(table(columns, rows) for columns, rows in tables if rows)
