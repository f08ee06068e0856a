"""The figures and tables of an annual report, from a catalogue at two commits and what the rubrics find at both."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import msgspec

from msgreview.history.context import ReviewContext
from msgreview.model.finding import COLOUR, LEVELS, Finding
from msgreview.model.message import Message
from msgreview.model.review import OUT_OF_CYCLE
from msgreview.report.annual.model import Annual, Cell, Example, Figure, Table
from msgreview.report.annual.period import Year, years
from msgreview.rubric.schema import PRACTICE_TITLES

_OLDEST = 10
_BEST = 3
_MONTHS = 12
_LATE = ("overdue",)


class Linted(msgspec.Struct, frozen=True):
    """What the rubrics find in the catalogue at one commit."""

    revision: str
    day: date
    findings: tuple[Finding, ...]
    messages: int
    text: Callable[[str], str]
    """Id of a message → what the customer reads; "" where there is no such message."""


def annual(review: ReviewContext, before: Linted | None, after: Linted, start: date, end: date) -> Annual:
    """The report on a period. `review` and `after` are the catalogue at its end, `before` at its start, if it was in git then."""
    every = list(years(review, start, end))
    live = [year for year in every if year.state and year.state.name not in OUT_OF_CYCLE]
    tables = (
        *(_by(name, field, every) for name, field in _GROUPINGS),
        _states(review),
        _practices(before, after),
        _oldest(review, live),
        _waivers(review, end),
        _load(live, end),
        _together(every),
    )
    return Annual(
        title="Annual report on our messages",
        start=start,
        end=end,
        revision=after.revision,
        notes=tuple(_notes(review, before)),
        figures=tuple(_figures(every, live)),
        tables=tuple(table for table in tables if table.rows),
        examples=tuple(_examples(every, before, after)),
    )


def _notes(review: ReviewContext, before: Linted | None) -> Iterable[str]:
    config = review.settings.config.review
    if config.solo:
        yield "This team is one person (solo: true), so that reviewers may have approved words of their own."
    if not config.four_eyes:
        yield "Four eyes are not asked for (four_eyes: false), so that reviewers may have approved words of their own."
    if before is None:
        yield "The catalogue was not in git before this period, so there are no findings to compare with."
    yield "Names and dates are as git records them; git does not check who somebody is."
    yield from review.notes


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _figures(every: Sequence[Year], live: Sequence[Year]) -> Iterable[Figure]:
    read = [year for year in every if year.read]
    untouched = [year for year in read if not year.edited and not year.added]
    late = [year for year in live if year.state and year.state.name in _LATE]
    never = [year for year in live if year.state and year.state.name == "unreviewed"]
    yield Figure("Messages in use", len(live), "published messages in the catalogue at the end of the period")
    yield Figure(
        "Read in the period",
        len(read),
        "messages with a review whose day and commit both lie in the period; the retired ones too",
    )
    yield Figure("Share read", _share(sum(1 for each in live if each.read), len(live)), "of the messages in use, those read", "%")
    yield Figure("Reviews recorded", sum(len(year.read) for year in every), "stamps written; a message read twice counts twice")
    yield Figure(
        "Read and left as they were", _share(len(untouched), len(read)), "of those read, those whose words did not change", "%"
    )
    yield Figure(
        "Words changed", sum(1 for each in every if each.edited), "messages of which a customer reads other words than before"
    )
    yield Figure("New", sum(1 for each in every if each.added and each.message), "messages whose first commit lies in the period")
    yield Figure(
        "Retired", sum(1 for each in every if each.retired), "messages whose status became retired, or that were taken out"
    )
    yield Figure("Overdue at the end", len(late), "messages in use whose state is overdue on the last day of the period")
    yield Figure("Never read", len(never), "messages in use without any record of a review")


_GROUPINGS: tuple[tuple[str, Callable[[Message], str]], ...] = (
    ("service", lambda message: message.service),
    ("kind", lambda message: message.kind),
    ("channel", lambda message: message.channel),
    ("owner", lambda message: message.owner),
)


def _by(name: str, field: Callable[[Message], str], every: Sequence[Year]) -> Table:
    groups: dict[str, list[Year]] = {}
    for year in every:
        if year.message:
            groups.setdefault(field(year.message) or f"(no {name})", []).append(year)
    rows: list[tuple[Cell, ...]] = [(group, *_counts(members)) for group, members in sorted(groups.items())]
    return Table(
        f"by-{name}",
        f"By {name}",
        (name.capitalize(), "In use", "Read", "Changed", "New", "Retired", "Overdue"),
        tuple(rows),
        "the counts above, by what each message says at the end of the period; Read: those of the ones in use that were read",
        ("In use", "Read") if name == "service" else (),
    )


def _counts(members: Sequence[Year]) -> tuple[int, ...]:
    live = [each for each in members if each.state and each.state.name not in OUT_OF_CYCLE]
    late = sum(1 for each in live if each.state and each.state.name in _LATE)
    return (
        len(live),
        sum(1 for each in live if each.read),
        sum(1 for each in members if each.edited),
        sum(1 for each in members if each.added),
        sum(1 for each in members if each.retired),
        late,
    )


def _states(review: ReviewContext) -> Table:
    counts = Counter(state.name for state in review.states.values())
    rows = tuple((state, number) for state, number in counts.most_common())
    return Table(
        "states",
        "Where the messages stand",
        ("State", "Messages"),
        rows,
        "the state of each message on the last day",
        ("Messages",),
    )


def _practices(before: Linted | None, after: Linted) -> Table:
    shades = [*((COLOUR[level].capitalize(), (level,)) for level in LEVELS), ("All", LEVELS)]
    columns = [f"{name}, {when}" for name, _ in shades for when in ("start", "end")]
    rows = tuple(
        (_capital(name), *(_per_hundred(linted, practice, levels) for _, levels in shades for linted in (before, after)))
        for practice, name in PRACTICE_TITLES.items()
    )
    at = " and ".join(f"commit {each.revision[:10]} (read as of {each.day})" for each in (before, after) if each)
    counted = f"findings per 100 messages at {at}, by today's rubrics and settings"
    return Table("practices", "What the rubrics find, by practice", ("Practice", *columns), rows, counted, tuple(columns[-2:]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _per_hundred(linted: Linted | None, practice: str, levels: Sequence[str]) -> float | None:
    if linted is None:
        return None
    found = sum(1 for each in linted.findings if each.practice == practice and each.level in levels)
    return round(100 * found / linted.messages, 1) if linted.messages else 0.0


def _oldest(review: ReviewContext, live: Sequence[Year]) -> Table:
    def age(year: Year) -> date:
        message = year.message
        if message and message.review:
            return message.review.last
        last = review.history.timeline(year.id).last_text if review.history else None
        return last.day if last else date.min

    rows = tuple(
        (year.id, year.message.title, year.message.service, age(year), "read" if year.message.review else "written, never read")
        for year in sorted(live, key=lambda each: (age(each), each.id))[:_OLDEST]
        if year.message
    )
    counted = "messages in use by the day they were last read, or else last written"
    return Table(
        "oldest", "The ten that have waited longest", ("Message", "Title", "Service", "On", "It was last"), rows, counted
    )


def _waivers(review: ReviewContext, end: date) -> Table:
    rows = tuple(
        (current.message.id, waiver.rule, waiver.reason, waiver.by, waiver.until)
        for current in review.catalogue.messages.values()
        for waiver in current.message.waivers
        if waiver.until >= end
    )
    return Table(
        "waivers",
        "Waivers in force",
        ("Message", "Rule", "Reason", "Signed by", "Until"),
        rows,
        "waivers that had not ended on the last day",
    )


def _load(live: Sequence[Year], end: date) -> Table:
    months = [(end.year + (end.month + number) // _MONTHS, (end.month + number) % _MONTHS + 1) for number in range(_MONTHS)]
    counts: Counter[tuple[int, int]] = Counter()
    for year in live:
        due = year.state.due if year.state else None
        if due:
            counts[max((due.year, due.month), months[0])] += 1
    rows = tuple((f"{year}-{month:02}", counts[year, month]) for year, month in months)
    counted = "messages by the month in which their next review is due; what is due before counts in the first"
    return Table("load", "The next twelve months", ("Month", "Reviews"), rows, counted, ("Reviews",))


def _together(every: Sequence[Year]) -> Table:
    batches = Counter(commit for year in every for commit in year.batches)
    rows = tuple((by, commit[:10], number) for (commit, by), number in batches.most_common() if number > 1)
    counted = "reviews that one commit recorded for several messages"
    return Table("together", "Approved together", ("Reviewer", "Commit", "Messages"), rows, counted)


def _examples(every: Sequence[Year], before: Linted | None, after: Linted) -> Iterable[Example]:
    """The messages whose words changed and in which the rubrics now find least of what they found before."""
    if before is None:
        return
    then, now = _found(before), _found(after)

    def gain(year: Year) -> int:
        return len(then.get(year.id, ())) - len(now.get(year.id, ()))

    def is_reworded(id_: str) -> bool:
        then, now = before.text(id_), after.text(id_)
        return bool(then and now) and then != now

    better = [year for year in every if year.edited and gain(year) > 0 and is_reworded(year.id)]
    for year in sorted(better, key=lambda each: (-gain(each), each.id))[:_BEST]:
        told = tuple(dict.fromkeys(finding.text for finding in then[year.id]))
        left = len(now.get(year.id, ()))
        yield Example(year.id, before.text(year.id), after.text(year.id), year.edited[-1], year.authors, told, left)


def _found(linted: Linted) -> dict[str, list[Finding]]:
    """Red and yellow findings by message."""
    found: dict[str, list[Finding]] = {}
    for finding in linted.findings:
        if finding.level != "suggestion":
            found.setdefault(finding.message, []).append(finding)
    return found
