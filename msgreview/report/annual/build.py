"""The annual report, from a catalogue at two commits and what the rubrics find at both."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice

from msgreview.history.context import ReviewContext
from msgreview.history.log_reader import History
from msgreview.model.finding import Finding
from msgreview.report.annual.first_page import first_page
from msgreview.report.annual.model import Example, Figure, Report
from msgreview.report.annual.period import Linted, MessageYear, Period, years
from msgreview.report.annual.tables import TABLES

_EXAMPLES = 3


def annual(
    review: ReviewContext,
    before: Linted | None,
    after: Linted,
    start: date,
    end: date,
    commits: Collection[str],
    later: History,
) -> Report:
    """The report on a period. `review` and `after` are the catalogue at its end, `before` at its start, if it was in git then.

    `commits` and `later` are as in `years`.
    """
    period = Period(review, before, after, start, end, tuple(years(review, later, commits, start, end)))
    makers = sorted(TABLES.values(), key=lambda maker: maker.position)
    return Report(
        title="Annual report on our messages",
        start=start,
        end=end,
        revision=after.revision,
        notes=tuple(_notes(review, before)),
        figures=tuple(_figures(period)),
        tables=tuple(table for maker in makers for table in maker.make(period) if table.rows),
        examples=tuple(islice(_examples(period), _EXAMPLES)),
        first_page=first_page(period),
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


def _figures(period: Period) -> Iterator[Figure]:
    every, live = period.years, period.live
    read = [year for year in every if year.reviews]
    live_read = [year for year in live if year.reviews]
    untouched = [year for year in read if not year.edits and not year.retired]
    never = [year for year in live if not year.last_read]
    yield _figure("Messages in use", live, "published messages in the catalogue at the end of the period")
    yield _figure(
        "Read in the period",
        read,
        "messages with a review dated in the period, also those that are retired now or cannot be read any more",
    )
    yield _share("Share read", live_read, live, "of the messages in use, those read")
    reviews = sum(len(year.reviews) for year in every)
    yield _figure(
        "Reviews recorded", read, "reviews dated in the period, whenever committed; a message read twice counts twice", reviews
    )
    yield _share(
        "Read and left as they were", untouched, read, "of those read, those whose words did not change and that are still sent"
    )
    edited = [year for year in every if year.edits]
    yield _figure(
        "Words changed", edited, "messages whose own words are others than at the start of the period, or when they came"
    )
    added = [year for year in every if year.added]
    yield _figure("New", added, "messages whose first commit lies in the period")
    retired = [year for year in every if year.retired]
    yield _figure("Retired", retired, "messages whose status became retired, or that were taken out")
    late = [year for year in live if year.is_overdue]
    yield _figure(
        "Overdue at the end",
        late,
        "messages in use whose day was long past; for one never read, a cycle after its words were written",
    )
    yield _figure("Never read", never, "messages in use without any record of a review")


def _figure(name: str, years: Iterable[MessageYear], counted: str, value: int | None = None) -> Figure:
    ids = tuple(year.id for year in years)
    return Figure(name, len(ids) if value is None else value, counted, messages=ids)


def _share(name: str, part: Iterable[MessageYear], whole: Collection[MessageYear], counted: str) -> Figure:
    ids = tuple(year.id for year in part)
    return Figure(name, round(100 * len(ids) / len(whole), 1) if whole else 0.0, counted, "%", ids)


def _examples(period: Period) -> Iterator[Example]:
    """The messages whose words changed and in which the rubrics now find less than before; where most less, first."""
    before, after = period.before, period.after
    if before is None:
        return
    then, now = _by_message(before), _by_message(after)

    def gain(year: MessageYear) -> int:
        return len(then.get(year.id, ())) - len(now.get(year.id, ()))

    better = [year for year in period.years if year.edits and gain(year) > 0]
    for year in sorted(better, key=lambda each: (-gain(each), each.id)):
        findings, olds, news = then[year.id], before.texts(year.id), after.texts(year.id)
        if not olds or not news:
            continue
        name = max(olds, key=lambda each: sum(finding.quote in olds[each] for finding in findings))
        new = news.get(name) or next(iter(news.values()))
        if new != olds[name]:
            texts = tuple(dict.fromkeys(finding.text for finding in findings))
            left = len(now.get(year.id, ()))
            yield Example(year.id, name, olds[name], new, year.edits[-1].day, year.authors, texts, left)


def _by_message(linted: Linted) -> dict[str, list[Finding]]:
    """Red and yellow findings by message."""
    findings: dict[str, list[Finding]] = {}
    for finding in linted.findings:
        if finding.level != "suggestion":
            findings.setdefault(finding.message, []).append(finding)
    return findings
