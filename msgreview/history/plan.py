"""Spreads the reviews of a year over its weeks, so that no week has more than the team can read.

What was placed before stays where it is, unless its week is over: newcomers fill the gaps. A message is read in the month of its
service, where it has one, and in the weeks before it is due; what is overdue, in the first weeks that have room; what was never
read is spread over the whole year. Money and law come first. Nobody is given words that they wrote.
Among the weeks that fit the one with the least to do for the reviewer is taken, then the one with the least to do at all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256

import msgspec

from msgreview.history.people import still_here
from msgreview.history.weeks import open_weeks, week_of, weeks_away, year_of
from msgreview.model.config import Config
from msgreview.model.cycle import before
from msgreview.model.plan import Plan, PlannedReview
from msgreview.model.review import Person

_BEFORE = 4
"""Weeks before its own that a message of the backlog may also go to, for the reviewer with the least to do."""


class Task(msgspec.Struct, frozen=True):
    """A message that is to be read in the year."""

    id: str
    service: str
    due: date | None
    """None where it was never read."""
    risk: int = 0
    """The higher, the sooner."""
    authors: tuple[Person, ...] = ()
    """Who may not read it, as they wrote it."""
    waiting: date = date.max
    """The day that orders what was never read."""


def make_plan(year: int, tasks: Iterable[Task], frozen: Sequence[PlannedReview], config: Config, today: date) -> Plan:
    """The plan of a year as it looks on a day: what is `frozen` stays, the other tasks are placed from today on."""
    weeks = open_weeks(year, config.review, today)
    tasks = list(tasks)
    authors = {task.id: task.authors for task in tasks}
    fixed = tuple(_marked(each, authors.get(each.id, ()), config) for each in frozen if year_of(each.week) == year)
    placed_ids = {each.id for each in fixed if each.week >= week_of(today)}
    planner = _Planner(weeks, fixed, config)
    overdue: list[Task] = []
    unread: list[Task] = []
    placed: list[PlannedReview] = []
    over: list[str] = []
    start, end = week_of(date(year, 1, 4)), week_of(date(year + 1, 1, 4))
    todo = [task for task in tasks if task.id not in placed_ids and (task.due is None or task.due < end)]
    earlier = {task.id for task in todo if task.due and today <= task.due < start}
    for task in sorted(todo, key=lambda each: (-each.risk, each.due or date.min, each.waiting, each.id)):
        if task.due is None:
            unread.append(task)
        elif task.due < today:
            overdue.append(task)
        elif task.id not in earlier:
            _put(placed, over, task.id, planner.place(task, planner.before_due(task)))
    for task in overdue:
        _put(placed, over, task.id, planner.place(task, ([week] for week in weeks)))
    for rank, task in enumerate(unread):
        _put(placed, over, task.id, planner.place(task, planner.spread(task, rank, len(unread))))
    in_order = sorted(placed, key=lambda each: (each.week, each.id))
    return Plan(year, weeks, fixed, tuple(in_order), tuple(sorted(over)), tuple(sorted(earlier)))


def _marked(each: PlannedReview, authors: Iterable[Person], config: Config) -> PlannedReview:
    """A review that was placed before, with why its reader may not read it any more."""
    if each.reviewer and any(author.is_same(Person.of(each.reviewer)) for author in authors):
        return msgspec.structs.replace(each, why="wrote words of it, so somebody else is to read them")
    if each.reviewer and not still_here([each.reviewer], config):
        return msgspec.structs.replace(each, why="has left, so somebody else is to read it")
    return each


def _put(placed: list[PlannedReview], over: list[str], id_: str, review: PlannedReview | None) -> None:
    if review:
        placed.append(review)
    else:
        over.append(id_)


class _Planner:
    """What every week and every reviewer has to do so far."""

    def __init__(self, weeks: Mapping[date, int], fixed: Iterable[PlannedReview], config: Config) -> None:
        self._weeks = weeks
        self._config = config
        self._load: Counter[date] = Counter()
        self._own: Counter[tuple[str, date]] = Counter()
        self._here = {name: still_here(service.reviewers, config) for name, service in config.services.items()}
        everybody = {who for reviewers in self._here.values() for who in reviewers}
        self._away = {who: weeks_away(config.review, who, weeks) for who in everybody}
        for each in fixed:
            self._load[each.week] += 1
            self._own[each.reviewer, each.week] += 1

    def before_due(self, task: Task) -> Iterator[list[date]]:
        """Weeks for a task, the better first: its service's month, the weeks until it is due, any before, any at all."""
        assert task.due is not None
        until = [week for week in self._weeks if week <= task.due]
        opens = before(task.due, self._config.review.warn)
        yield self._in_month(task, until)
        yield [week for week in until if week >= week_of(opens)]
        yield until[::-1]
        yield list(self._weeks)

    def spread(self, task: Task, rank: int, of: int) -> Iterator[list[date]]:
        """Weeks for the task with this rank that was never read: its share of the year, or just before it, then any."""
        weeks = list(self._weeks)
        middle = rank * len(weeks) // max(1, of)
        yield self._in_month(task, weeks)
        yield weeks[max(0, middle - _BEFORE) : middle + 1]
        yield weeks

    def _in_month(self, task: Task, weeks: list[date]) -> list[date]:
        service = self._config.services.get(task.service)
        month = service.month if service else None
        return [week for week in weeks if (week + timedelta(days=3)).month == month]

    def place(self, task: Task, choices: Iterable[list[date]]) -> PlannedReview | None:
        """The task in the first list of weeks that has room; None where none has."""
        for number, weeks in enumerate(choices):
            free = [(week, who) for week in weeks if self._load[week] < self._weeks[week] for who in self._reviewers(task, week)]
            if free:
                week, who = self._lightest(task, free)
                self._load[week] += 1
                self._own[who, week] += 1
                why = "its reviewers wrote words of it: ask a colleague" if self._here.get(task.service) and not who else ""
                if task.due is not None and week > task.due and number > 0:
                    why = f"it was due on {task.due}"
                return PlannedReview(task.id, week, who, why)
        return None

    def _reviewers(self, task: Task, week: date) -> list[str]:
        """Who may read it in a week: the service's reviewers who are there and did not write it, or nobody by name."""
        here = self._here.get(task.service, ())
        named = [who for who in here if not any(author.is_same(Person.of(who)) for author in task.authors)]
        return [who for who in named if week not in self._away[who]] if named else [""]

    def _lightest(self, task: Task, free: list[tuple[date, str]]) -> tuple[date, str]:
        """Where the reviewer has least to do, then where all have; the rest is chance, the same on every machine."""

        def burden(choice: tuple[date, str]) -> tuple[int, int]:
            week, who = choice
            return self._own[who, week], self._load[week]

        least = min(map(burden, free))
        light = [choice for choice in free if burden(choice) == least]
        return min(light, key=lambda choice: sha256(f"{task.id} {choice}".encode()).digest()) if len(light) > 1 else light[0]
