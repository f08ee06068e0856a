"""A sitting over what waits for review: its queue, its decisions, what is taken back, the time left and the minutes."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from histories import Repo
from waiting import repository

from msgreview.history.cache import HistoryCache
from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext
from msgreview.lint.lint_report import LintReport, ordered_report
from msgreview.lint.run import lint_files
from msgreview.report.due.messages import due_messages
from msgreview.report.lines import plain
from msgreview.report.sitting.decisions import Choice, SittingPage, decide, sitting_page, take_back
from msgreview.report.sitting.layout import short_rules, short_why
from msgreview.report.sitting.minutes import minutes
from msgreview.report.sitting.queue import Item, sitting_items
from msgreview.report.sitting.session import Sitting, Taken, TimeLeft, brought_up_to_date, once_more, undone, with_taken
from msgreview.rubric.discover import rubric_folders
from msgreview.train.analysis import Analyser

pytestmark = pytest.mark.usefixtures("own_git")

BOB = "Bob <bob@library.example>"
NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "repo")


def items_of(review: ReviewContext) -> tuple[Item, ...]:
    return sitting_items(review, due_messages(review, "30 days"))


def page_of(review: ReviewContext, item: Item, by: str = BOB) -> SittingPage:
    with HistoryCache(None) as store:
        return sitting_page(review, item, by, review.lookup, no_findings, store)


def item_of(review: ReviewContext, id_: str) -> Item:
    return next(each for each in items_of(review) if each.id == id_)


def lint_of(review: ReviewContext) -> Callable[[Iterable[str]], LintReport]:
    return lambda ids: lint_files(list(map(review.file, ids)), review.settings, rubric_folders(review.settings))


def no_findings(_: Iterable[str]) -> LintReport:
    return ordered_report((), notes=(), files=1, variants=1, langs=["en"])


def decided(repo: Repo, id_: str, choice: Choice) -> Taken:
    review = repo.review()
    item = next(each for each in items_of(review) if each.id == id_)
    return decide(review, page_of(review, item), choice, BOB, NINE, 20)


def states(repo: Repo) -> dict[str, str]:
    return {id_: state.name for id_, state in repo.review().states.items()}


def test_a_cause_comes_first_and_once_for_all_that_wait_for_it(repo: Repo) -> None:
    items = items_of(repo.review())
    assert [(each.id, each.serves) for each in items] == [
        ("footer", ("x", "y")),
        ("policy:loans.days", ("p", "q")),
        ("a", ()),
        ("b", ()),
    ]
    assert items[1].why == ("2 messages read differently because of the policy loans.days, which was 28 and is 21 now.",)


def test_one_approval_of_a_cause_serves_all(repo: Repo) -> None:
    decided(repo, "footer", Choice("keep"))
    decided(repo, "policy:loans.days", Choice("keep", "The council said so"))
    assert {id_: state for id_, state in states(repo).items() if id_ in ("footer", "x", "y", "p", "q")} == dict.fromkeys(
        ("footer", "x", "y", "p", "q"), "current"
    )
    assert [each.id for each in items_of(repo.review())] == ["a", "b"]


def test_the_page_of_a_fact_has_each_sentence_once(repo: Repo) -> None:
    review = repo.review()
    fact = page_of(review, items_of(review)[1]).fact
    assert fact
    changed = [(difference.before, difference.now, ids) for difference, ids in fact.sentences]
    assert [("".join(each.text for each in now if each.marked), ids) for _, now, ids in changed] == [("21", ("p", "q"))]


@pytest.mark.parametrize(
    ("choice", "state", "commit"),
    [
        (Choice("keep", "still true"), "current", "review: keep a"),
        (Choice("retire", "nobody asks"), "retired", "review: retire a"),
        (Choice("recommend", "Say where", "desk@library.example"), "unreviewed", "review: edit a"),
    ],
)
def test_a_decision_is_one_commit_and_can_be_taken_back(repo: Repo, choice: Choice, state: str, commit: str) -> None:
    before, head = (repo.folder / "messages/a.yaml").read_bytes(), repo.git("rev-parse", "HEAD")
    was = states(repo)
    taken = decided(repo, "a", choice)
    assert repo.git("log", "-1", "--format=%H %s") == f"{taken.commit} {commit}"
    assert repo.git("rev-list", "--count", f"{head}..HEAD") == "1"
    assert repo.git("status", "--porcelain") == ""
    assert states(repo)["a"] == (state if choice.did != "recommend" else "current")
    undo = take_back(repo.review(), taken)
    assert repo.git("log", "-1", "--format=%H %s") == f"{undo} {commit.replace('review:', 'review: undo')}"
    assert (repo.folder / "messages/a.yaml").read_bytes() == before
    assert states(repo) == was
    assert repo.git("status", "--porcelain") == ""
    decided(repo, "a", choice)


def test_what_is_taken_back_is_nobodys_approval(repo: Repo) -> None:
    """Neither that of the words as they are, nor of those that come later: Ann may still not keep them."""
    take_back(repo.review(), decided(repo, "a", Choice("keep")))
    review = repo.review()
    page = page_of(review, next(each for each in items_of(review) if each.id == "a"), "Ann <ann@library.example>")
    assert page.message
    assert page.message.approved is None
    assert any("you wrote these words" in each for each in page.against["keep"])


def test_an_edit_that_is_taken_back_makes_nobody_a_writer(repo: Repo) -> None:
    path = repo.folder / "messages/a.yaml"
    path.write_bytes(path.read_bytes().replace(b"is here.", b"has come."))
    review = repo.review()
    page = page_of(review, next(each for each in items_of(review) if each.id == "a"))
    assert page.has_new_words
    assert any("changes that are in no commit" in each for each in page.against["keep"])
    taken = decide(review, page, Choice("edit", "shorter"), BOB, NINE)
    again = page_of(repo.review(), page.item)
    assert any("you wrote these words" in each for each in again.against["keep"])
    take_back(repo.review(), taken)
    assert b"is here." in path.read_bytes()
    assert page_of(repo.review(), page.item).against["keep"] == ()


def test_a_taking_back_that_is_taken_back_took_nothing_back(repo: Repo) -> None:
    path = repo.folder / "messages/a.yaml"
    path.write_bytes(path.read_bytes().replace(b"is here.", b"has come."))
    review = repo.review()
    page = page_of(review, next(each for each in items_of(review) if each.id == "a"))
    taken = decide(review, page, Choice("edit", "shorter"), BOB, NINE)
    edited, was = path.read_bytes(), states(repo)
    undo = take_back(repo.review(), taken)
    path.write_bytes(edited)
    redo = repo.commit(by="bob", day="2027-01-05", says=f"review: undo edit a\n\nUndoes-review: {undo}")
    assert states(repo) == was
    assert any("you wrote these words" in each for each in page_of(repo.review(), page.item).against["keep"])
    path.write_bytes(path.read_bytes().replace(b"has come.", b"is here."))
    repo.commit(by="bob", day="2027-01-06", says=f"review: undo edit a\n\nUndoes-review: {redo}")
    assert page_of(repo.review(), page.item).against["keep"] == ()


def test_nothing_is_taken_back_that_has_changed_since(repo: Repo) -> None:
    taken = decided(repo, "a", Choice("keep"))
    path = repo.folder / "messages/a.yaml"
    path.write_bytes(path.read_bytes() + b"notes: Later.\n")
    with pytest.raises(ReviewError, match=r"messages/a\.yaml has changed since this review, so it was not taken back"):
        take_back(repo.review(), taken)
    assert path.read_bytes().endswith(b"notes: Later.\n")


def test_what_changed_since_it_was_seen_is_not_decided(repo: Repo) -> None:
    review = repo.review()
    page = page_of(review, items_of(review)[2])
    repo.commit({"messages/a.yaml": {"id": "a", "title": "Book is here", "body": "Your book is gone."}}, "ann", "2026-05-01")
    for seen in (review, repo.review()):
        with pytest.raises(ReviewError, match="has changed since you saw it"):
            decide(seen, page, Choice("keep"), BOB, NINE)
    assert states(repo)["a"] == "unreviewed"


def test_a_fact_is_taken_back_too(repo: Repo) -> None:
    was = states(repo)
    take_back(repo.review(), decided(repo, "policy:loans.days", Choice("keep")))
    assert states(repo) == was


# How far it is


def item(id_: str) -> Item:
    return Item(id_, id_.title(), "desk", "due", ("The review is for today.",))


def sitting(*ids: str) -> Sitting:
    return Sitting(BOB, NINE, tuple(map(item, ids)))


def after(sitting: Sitting, *decisions: tuple[str, str], seconds: float = 30) -> Sitting:
    for id_, did in decisions:
        when = NINE + timedelta(minutes=len(sitting.taken) + 1)
        sitting = with_taken(sitting, Taken(item(id_), did, when, seconds))  # type: ignore[arg-type]
    return sitting


def ids(items: Iterable[Item]) -> str:
    return " ".join(each.id for each in items)


def test_what_is_put_off_comes_last_and_again() -> None:
    some = after(sitting("a", "b", "c"), ("a", "later"), ("b", "keep"))
    assert (some.current, ids(some.left), ids(some.put_off)) == (item("c"), "c a", "a")
    ended = after(some, ("c", "keep"))
    assert (ended.current, ids(ended.left)) == (None, "a")
    assert once_more(ended).current == item("a")
    assert after(once_more(ended), ("a", "keep")).left == ()


def test_the_last_decision_is_looked_at_again() -> None:
    some = after(sitting("a", "b", "c"), ("a", "keep"), ("b", "later"))
    assert undone(some).current == item("b")
    assert undone(undone(some)).current == item("a")


def test_what_waits_for_nothing_any_more_goes_and_what_is_new_comes_last() -> None:
    some = brought_up_to_date(after(sitting("a", "b", "c"), ("a", "keep")), [item("c"), item("d")])
    assert (ids(some.left), ids(some.gone), len(some.done)) == ("c d", "b", 1)


@pytest.mark.parametrize(
    ("seconds", "left", "text"),
    [
        ([30, 30], 10, ""),
        ([30, 30, 30], 10, "about 5 minutes left"),
        ([10, 10, 10], 3, "less than a minute left"),
        ([30, 30, 30, 3600], 240, "about 3 h 30 min left"),
        ([30, 30, 30], 0, "nothing is left"),
    ],
)
def test_the_time_left_is_told_by_the_pace_so_far(seconds: list[float], left: int, text: str) -> None:
    some = sitting(*(f"m{number}" for number in range(left + len(seconds))))
    for number, each in enumerate(seconds):
        some = after(some, (f"m{number}", "keep"), seconds=each)
    some = after(some, (f"m{left + len(seconds) - 1}", "later"), seconds=1)  # What is put off tells nothing.
    assert some.time_left().text == text
    assert some.time_left().items == left


def test_minutes_say_who_when_what_why_and_what_is_left() -> None:
    some = after(sitting("a", "b", "c", "d", "e"), ("a", "keep"), ("b", "later"))
    some = with_taken(
        some, Taken(item("c"), "recommend", NINE + timedelta(minutes=5), 60, "Say | where", "desk@library.example", "0123456789")
    )
    some = brought_up_to_date(some, [item("b"), item("d")])
    text = minutes(some, NINE + timedelta(minutes=50))
    assert text.splitlines()[:5] == ["# Review of 1 June 2026", "", "Bob sat from 09:00 to 09:50.", "", "## Decisions"]
    assert "2 in all: 1 kept, 1 recommended a change." in text
    assert "| 09:01 | `a` A | kept |  |  |" in text
    assert r"| 09:05 | `c` C | recommended a change | To desk@library.example: Say \| where | `0123456` |" in text
    assert "2 items. Go on with `msgreview review sit`." in text
    assert "- `d` D: its day has come\n- `b` B: its day has come; put off\n" in text
    assert text.endswith("## What waits for nothing any more\n\n- `e` E\n")


def test_minutes_read_well(analyser: Analyser) -> None:
    """No rule finds anything red or yellow in them but what belongs to a letter."""
    some = after(sitting("a", "b", "c"), ("a", "keep"), ("b", "later"))
    text = minutes(brought_up_to_date(some, [item("b")]), NINE + timedelta(minutes=50))
    hits = analyser.analyse(text, channel="letter").hits
    assert [rule.id for rule, _ in hits if rule.level in ("error", "warning") and rule.id != "structure.greeting"] == []


def test_minutes_of_nothing() -> None:
    text = minutes(sitting(), NINE + timedelta(days=1))
    assert "Bob sat from 1 June 2026, 09:00, to 2 June 2026, 09:00." in text
    assert "Nothing was decided." in text
    assert "Nothing is left." in text


def test_time_left_without_items() -> None:
    assert TimeLeft(None, 0).text == "nothing is left"


def test_findings_on_a_screen_say_what_to_try_and_leave_the_file_out(repo: Repo) -> None:
    body = "Dear reader, PLEASE COME AND GET YOUR BOOK NOW."
    repo.commit({"messages/a.yaml": {"id": "a", "subject": "Book", "body": body}}, "ann", "2026-04-01")
    review = repo.review()
    page = sitting_page(review, item_of(review, "a"), BOB, review.lookup, lint_of(review), HistoryCache(None))
    text = plain(list(short_rules(page, 60)))
    assert "yellow  'PLEASE COME AND GET YOUR BOOK NOW' in capitals" in text
    assert "  tone.shouting\n" in text
    assert "messages/a.yaml" not in text
    assert plain(list(short_rules(page_of(review, item_of(review, "b")), 60))) == "Nothing to mend.\n"
    assert "Approved never; written by Ann; owner desk@library.example;" in plain(list(short_why(page, 100)))
