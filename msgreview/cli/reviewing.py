"""What the commands about the yearly review start from: the catalogue with its past and its plan."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgreview.cli import output
from msgreview.cli.start import catalogue_files, history_path, open_settings
from msgreview.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from msgreview.history.review import Review
    from msgreview.model.message import Entry


def review_here(config: Path | None, as_of: str | None = None) -> "Review":
    """The catalogue of the current folder, ready for review; what should be known about its past is told."""
    from msgreview.history.planfile import planned_days, read_plan
    from msgreview.history.review import open_review

    settings = open_settings(None, config, as_of)
    planned = planned_days(read_plan(Path(settings.root)))
    review = open_review(settings, catalogue_files(settings), history_path(settings), planned)
    output.say(*(f"msgreview: {note}" for note in review.notes))
    return review


def lookup(review: "Review") -> "Callable[[str], Entry | None]":
    """How to find the messages of a catalogue by id, as its files stand now."""
    from msgreview.text.catalogue import Catalogue, CatalogueFile

    folder = review.repository.top if review.repository else Path(review.settings.root)
    return Catalogue({id_: CatalogueFile(folder / held.path, held.shown) for id_, held in review.present.held.items()}).entry


def unknown(review: "Review", name: str) -> UsageError:
    """What to say of a message that is not there."""
    from msgreview.text.typed import nearest

    near = nearest(name, review.standings)
    return UsageError(f"there is no message '{name}'. {f'Did you mean {near}?' if near else '`msgreview list` shows them.'}")
