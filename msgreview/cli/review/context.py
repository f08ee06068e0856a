"""What the commands about the yearly review start from: the catalogue with its past and its plan."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgreview.cli import output
from msgreview.cli.context import cache_path, catalogue_files, history_path, open_settings, rules_path
from msgreview.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msgreview.history.context import ReviewContext
    from msgreview.model.message import Entry
    from msgreview.report.review_page import ReviewPage


def review_here(config: Path | None, as_of: str | None = None, *, quiet: bool = False) -> "ReviewContext":
    """The catalogue of the current folder, ready for review; what should be known about its past is told unless `quiet`."""
    from msgreview.history.cache import HistoryCache
    from msgreview.history.context import open_context
    from msgreview.history.planfile import load_plan

    settings = open_settings(None, config, as_of)
    placements = load_plan(Path(settings.root))
    review = open_context(settings, catalogue_files(settings), HistoryCache(history_path(settings)), placements)
    output.say(*(f"msgreview: {note}" for note in review.notes if not quiet))
    return review


def lookup(review: "ReviewContext") -> "Callable[[str], Entry | None]":
    """How to find the messages of a catalogue by id, as its files stand now."""
    from msgreview.catalogue.files import CatalogueFile
    from msgreview.catalogue.index import Catalogue

    folder = review.repository.top if review.repository else Path(review.settings.root)
    return Catalogue(
        {id_: CatalogueFile(folder / current.path, current.shown) for id_, current in review.catalogue.messages.items()}
    ).entry


def unknown(review: "ReviewContext", name: str) -> UsageError:
    """What to say of a message that is not there."""
    from msgreview.catalogue.validate import did_you_mean

    meant = did_you_mean(name, review.states, "`msgreview list` shows them.", quote="")
    return UsageError(f"there is no message '{name}'. {meant}")


def review_pages(review: "ReviewContext", names: "Sequence[str]") -> "list[ReviewPage]":
    """What there is to see of messages that can be read, with what the rules say of them."""
    from msgreview.catalogue.files import CatalogueFile
    from msgreview.history.cache import HistoryCache
    from msgreview.lint.run import Choice, lint_files
    from msgreview.report.review_page import review_page
    from msgreview.rubric.discover import rubric_folders

    settings, find = review.settings, lookup(review)
    folder = review.repository.top if review.repository else Path(settings.root)
    current = [review.catalogue.messages[name] for name in names]
    files = {each.path: CatalogueFile(folder / each.path, each.shown) for each in current}
    report = lint_files(
        list(files.values()),
        settings,
        rubric_folders(settings),
        Choice(),
        rest=lambda: catalogue_files(settings),
        cache=cache_path(settings),
        rules_cache=rules_path(settings),
    )
    with HistoryCache(history_path(settings)) as store:
        return [review_page(review, name, find, report.findings, store) for name in names]
