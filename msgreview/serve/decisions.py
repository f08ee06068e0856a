"""What is to be seen of an item of the review, and words that are recorded as a review as they are saved."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgreview.catalogue.caches import history_path
from msgreview.history.cache import HistoryCache
from msgreview.lint.cached import lint_in_catalogue
from msgreview.lint.run import LintReport
from msgreview.report.sitting.decisions import Choice, SittingPage, decide, sitting_page
from msgreview.report.sitting.queue import Item, chosen, sitting_items
from msgreview.serve.context import ServeContext
from msgreview.serve.live import Snapshot


def item_page(context: ServeContext, snapshot: Snapshot, item: Item) -> SittingPage:
    """The page of an item for who works here."""
    review = snapshot.review

    def lint(ids: Iterable[str]) -> LintReport:
        return lint_in_catalogue(list(dict.fromkeys(map(review.file, ids))), snapshot.settings)

    with HistoryCache(history_path(snapshot.settings)) as store:
        return sitting_page(review, item, context.me, review.lookup, lint, store)


def record_edit(context: ServeContext, id_: str, note: str) -> str:
    """Records the words of a message that are in no commit yet as a review of who works here; the commit's id.

    ReviewError where something stands against it; GitError where git cannot.
    """
    snapshot = context.live.now(again=True)
    review = snapshot.review
    [item] = sitting_items(review, list(chosen(review, [id_])))
    choice = Choice("edit", " ".join(note.split()))
    return decide(review, item_page(context, snapshot, item), choice, context.me, datetime.now(UTC)).commit
