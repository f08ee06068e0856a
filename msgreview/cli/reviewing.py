"""What the commands about the yearly review start from: the catalogue with its past and its plan."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgreview.cli import output
from msgreview.cli.start import catalogue_files, history_path, open_settings

if TYPE_CHECKING:
    from msgreview.history.review import Review


def review_here(config: Path | None, as_of: str | None = None) -> "Review":
    """The catalogue of the current folder, ready for review; what should be known about its past is told."""
    from msgreview.history.planfile import planned_days, read_plan
    from msgreview.history.review import open_review

    settings = open_settings(None, config, as_of)
    planned = planned_days(read_plan(Path(settings.root)))
    review = open_review(settings, catalogue_files(settings), history_path(settings), planned)
    output.say(*(f"msgreview: {note}" for note in review.notes))
    return review
