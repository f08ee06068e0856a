"""The report on a team's training: what hand-ins say together, and what came of it in the messages. Groups only, no learner.

It is made of the parts of the annual report, and is written in the same formats.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from msgreview.report.annual.model import Cell, Figure, Report, Table
from msgreview.train.assignment import EVERYBODY, Assignment
from msgreview.train.course import Course
from msgreview.train.hand_in import HandIn, Results
from msgreview.train.outcome import Outcome
from msgreview.train.suppress import LEAST, bounded, is_shown, middle, parts
from msgreview.train.survey import REACTIONS, Answers

_MOST = 15
"""Rules that are listed."""
_SURE = ("Skill", "Learners", "Before", "After", "Change", "Surer", "As sure", "Less sure")
_NOTES = (
    f"Groups of fewer than {LEAST} people are not shown, nor what would show them by subtraction: see the dashes and bounds.",
    "Learners chose what to hand in. Who handed nothing in may have done as much.",
    "Nothing here says what caused a change: there is no group without the course to compare with.",
)


class Team(NamedTuple):
    """What a report is made from."""

    hand_ins: Sequence[HandIn]
    courses: Sequence[Course]
    assigned: Sequence[Assignment] = ()
    outcomes: Sequence[Outcome] = ()
    """Before and after the course, in this order; none where nobody said when it was taught."""
    uncounted: int = 0
    """Files that do not count."""
    revision: str = ""
    """The commit at which the catalogue was looked at last."""


def team_report(team: Team) -> Report:
    """The report. There is at least one hand-in."""
    made = sorted(each.made for each in team.hand_ins)
    days = [*made, *(day for each in team.outcomes for day in (each.start, each.end))]
    files = f"{team.uncounted} of the files in the folder did not count."
    few = f"There are fewer than {LEAST} hand-ins, so that nothing of them can be shown."
    makers = (_course_table, _confidence, _looking_back, _reactions, _samples, _rules, _findings, _comments)
    return Report(
        title="Report on our training",
        start=min(days),
        end=max(days),
        revision=team.revision,
        notes=(*_NOTES, *([files] if team.uncounted else []), *([few] if len(team.hand_ins) < LEAST else [])),
        figures=tuple(_figures(team)),
        tables=tuple(table for make in makers if (table := make(team)).rows),
    )


def _figures(team: Team) -> Iterator[Figure]:
    if len(team.hand_ins) >= LEAST:
        yield Figure("Learners", len(team.hand_ins), "learners who handed in; each counts once, with the latest file")
    for name, value, counted, unit in (
        ("Days practised", middle(each.days for each in team.hand_ins), "median of the days with an answer", ""),
        ("Answers", middle(each.answers for each in team.hand_ins), "median of the answers given to exercises", ""),
        ("Due again", middle(_due(each) for each in team.hand_ins), "median of the exercises that were due for a repeat", ""),
    ):
        if value is not None:
            yield Figure(name, value, counted, unit)


def _due(hand_in: HandIn) -> int:
    return sum(each.due for each in hand_in.courses.values())


class _Group(NamedTuple):
    """How many learners began and finished a course; None where that would give a few people away."""

    begun: int | None
    done: int | None
    results: Sequence[Results]
    is_shown: bool


def _group(team: Team, course: Course) -> _Group:
    everybody = len(team.hand_ins)
    results = [each.courses[course.name] for each in team.hand_ins if course.name in each.courses]
    complete = sum(each.is_complete for each in results)
    done, _, without = parts([complete, len(results) - complete, everybody - len(results)])
    begun = None if without is None or 0 < len(results) < LEAST else len(results)
    return _Group(begun, done, results, is_shown(len(results), everybody))


def _base(team: Team, course: Course) -> int:
    """Of how many learners those are a part who answered the surveys of a course, as far as a reader can tell."""
    begun = _group(team, course).begun
    return len(team.hand_ins) if begun is None else begun


def _course_table(team: Team) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for course in team.courses:
        group = _group(team, course)
        assigned = [each for each in team.assigned if each.course == course.name]
        if not group.results and not assigned:
            continue
        people = {each.who.casefold() for each in assigned}
        named = 0 if EVERYBODY in people else len(people)
        rows.append((
            course.title,
            EVERYBODY if EVERYBODY in people else named or None,
            max((each.until for each in assigned), default=None),
            *(None if number is None or 0 < named - number < LEAST else number for number in (group.begun, group.done)),
            middle(100 * each.passed / each.of for each in group.results if each.of) if group.is_shown else None,
            middle(each.due for each in group.results) if group.is_shown else None,
        ))  # fmt: skip
    return Table(
        "courses",
        "Courses",
        ("Course", "Assigned", "Until", "Begun", "Done", "Passed %", "Due again"),
        tuple(rows),
        "handles to which it is assigned; learners who handed in that they began it, and that nothing of it is left; medians of"
        " the share of its exercises that was passed, and of those due for a repeat",
        ("Passed %",),
    )


def _confidence(team: Team) -> Table:
    counted = "medians of answers from 1 to 5, of learners who answered both before and after, and of each one's change"
    return Table("confidence", "How sure they are", _SURE, tuple(_pairs(team, "before")), counted, ("Before", "After"))


def _looking_back(team: Team) -> Table:
    counted = "the same, with what they said of before when they looked back; that tends to be lower than what they said then"
    return Table("looking-back", "How sure they are, looking back", _SURE, tuple(_pairs(team, "then")), counted)


def _pairs(team: Team, first: Literal["before", "then"]) -> Iterator[tuple[Cell, ...]]:
    """A row for each skill of which enough learners said how sure they were, and are."""
    for course in team.courses:
        said, whole = _said(team, course), _base(team, course)
        for skill in (each.skill for each in course.survey):
            values = [((one.before if first == "before" else one.then).get(skill), one.after.get(skill)) for one in said]
            pairs = [(before, after) for before, after in values if before and after]
            if is_shown(len(pairs), whole):
                yield f"{course.name}: {skill}", *_change(pairs, whole)


def _said(team: Team, course: Course) -> list[Answers]:
    return [each.surveys[course.name] for each in team.hand_ins if course.name in each.surveys]


def _change(pairs: Sequence[tuple[float, float]], whole: int) -> tuple[Cell, ...]:
    """How many, the medians before and after and of each one's change, and how many went up, stayed and went down."""
    changes = [after - before for before, after in pairs]
    counts = [sum(each > 0 for each in changes), sum(each == 0 for each in changes), sum(each < 0 for each in changes)]
    *shown, rest = parts([*counts, whole - len(pairs)])
    learners = None if rest is None else whole - rest
    medians = [middle(values) for values in ([before for before, _ in pairs], [after for _, after in pairs], changes)]
    return learners, *medians, *shown


def _reactions(team: Team) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for course in team.courses:
        whole = _base(team, course)
        for name, words in REACTIONS.items():
            values = [value for said in _said(team, course) if (value := said.reaction.get(name))]
            if is_shown(len(values), whole):
                rows.append((f"{course.name}: {words}", bounded(len(values), whole), middle(values)))
    counted = "medians of answers from 1, not so at all, to 5"
    return Table("reactions", "What they think of it", ("Course", "Learners", "Median"), tuple(rows), counted, ("Median",))


def _samples(team: Team) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for course in team.courses:
        halves = [each.samples.get(course.name, {}) for each in team.hand_ins]
        pairs = [(100 * each["before"].share, 100 * each["after"].share) for each in halves if len(each) > 1]
        if is_shown(len(pairs), len(team.hand_ins)):
            rows.append((course.name, *_change(pairs, len(team.hand_ins))))
    return Table(
        "samples",
        "What they write",
        ("Course", "Learners", "Before %", "After %", "Change", "Better", "The same", "Worse"),
        tuple(rows),
        "of the short texts that learners mended before and after, the median share that passed; graded by the same rules,"
        " without knowing which came first",
        ("Before %", "After %"),
    )


def _rules(team: Team) -> Table:
    missed = Counter(rule for each in team.hand_ins for rule in each.missed)
    everybody = len(team.hand_ins)
    common = sorted(missed.items(), key=lambda each: (-each[1], each[0]))[:_MOST]
    rows = tuple((rule, bounded(number, everybody)) for rule, number in common if is_shown(number, everybody))
    return Table(
        "rules",
        "Rules that many miss",
        ("Rule", "Learners"),
        rows,
        f"learners one of whose answers broke it; rules that fewer than {LEAST} missed are left out",
        ("Learners",),
    )


def _findings(team: Team) -> Table:
    rows = tuple(
        (
            each.name,
            each.start,
            each.end,
            bounded(each.messages),
            round(each.per_message, 2) if each.messages >= LEAST and each.per_message is not None else None,
            round(100 * each.clean / each.messages, 1) if each.messages >= LEAST else None,
        )
        for each in team.outcomes
    )
    return Table(
        "findings",
        "Findings in new and edited messages",
        ("Period", "From", "To", "Messages", "Findings a message", "Without any %"),
        rows,
        "messages in use at the end of the period that were new in it or got other words, from git; red and yellow findings in"
        " them, by the rubrics of today",
        ("Findings a message",),
    )


def _comments(team: Team) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for course in team.courses:
        words = sorted(" ".join(each.comment.split()) for each in _said(team, course) if each.comment.strip())
        rows += [(course.name, each) for each in words] if is_shown(len(words), _base(team, course)) else []
    return Table(
        "comments",
        "What should be different",
        ("Course", "In their words"),
        tuple(rows),
        f"answers to the open question that learners chose to hand in, by the alphabet; of courses with {LEAST} or more",
        folded=True,
    )
