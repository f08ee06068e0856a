"""The annual report, from a catalogue at two commits and what the rubrics find at both."""

from collections.abc import Iterable
from datetime import date

from msgreview.history.context import ReviewContext
from msgreview.model.finding import Finding
from msgreview.report.annual.model import Annual, Example, Figure
from msgreview.report.annual.period import Linted, MessageYear, Period, years
from msgreview.report.annual.tables import TABLES

_EXAMPLES = 3


def annual(review: ReviewContext, before: Linted | None, after: Linted, start: date, end: date) -> Annual:
    """The report on a period. `review` and `after` are the catalogue at its end, `before` at its start, if it was in git then."""
    period = Period(review, before, after, start, end, tuple(years(review, start, end)))
    makers = sorted(TABLES.values(), key=lambda maker: maker.position)
    return Annual(
        title="Annual report on our messages",
        start=start,
        end=end,
        revision=after.revision,
        notes=tuple(_notes(review, before)),
        figures=tuple(_figures(period)),
        tables=tuple(table for maker in makers for table in maker.make(period) if table.rows),
        examples=tuple(_examples(period)),
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


def _figures(period: Period) -> Iterable[Figure]:
    every, live = period.years, period.live
    read = [year for year in every if year.read]
    untouched = [year for year in read if not year.edited and not year.added]
    late = [year for year in live if year.is_overdue]
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
        "Words changed", sum(1 for each in every if each.edited), "messages of which a reader sees other words than before"
    )
    yield Figure("New", sum(1 for each in every if each.added and each.message), "messages whose first commit lies in the period")
    yield Figure(
        "Retired", sum(1 for each in every if each.retired), "messages whose status became retired, or that were taken out"
    )
    yield Figure("Overdue at the end", len(late), "messages in use whose state is overdue on the last day of the period")
    yield Figure("Never read", len(never), "messages in use without any record of a review")


def _examples(period: Period) -> Iterable[Example]:
    """The messages whose words changed and in which the rubrics now find least of what they found before."""
    before, after = period.before, period.after
    if before is None:
        return
    then, now = _by_message(before), _by_message(after)

    def gain(year: MessageYear) -> int:
        return len(then.get(year.id, ())) - len(now.get(year.id, ()))

    def is_reworded(id_: str) -> bool:
        old, new = before.text(id_), after.text(id_)
        return bool(old and new) and old != new

    better = [year for year in period.years if year.edited and gain(year) > 0 and is_reworded(year.id)]
    for year in sorted(better, key=lambda each: (-gain(each), each.id))[:_EXAMPLES]:
        texts = tuple(dict.fromkeys(finding.text for finding in then[year.id]))
        left = len(now.get(year.id, ()))
        yield Example(year.id, before.text(year.id), after.text(year.id), year.edited[-1], year.authors, texts, left)


def _by_message(linted: Linted) -> dict[str, list[Finding]]:
    """Red and yellow findings by message."""
    findings: dict[str, list[Finding]] = {}
    for finding in linted.findings:
        if finding.level != "suggestion":
            findings.setdefault(finding.message, []).append(finding)
    return findings
