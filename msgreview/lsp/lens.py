"""Where each message stands in its review, told above it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol import types

from msgreview.catalogue.caches import history_path
from msgreview.catalogue.files import message_files
from msgreview.history.cache import HistoryCache
from msgreview.history.context import ReviewContext, open_context
from msgreview.history.planfile import load_plan
from msgreview.lsp.documents import Document
from msgreview.lsp.project import Project
from msgreview.model.config import Settings
from msgreview.model.message import Entry
from msgreview.report.states import MEANING, reason_texts


def review_states(settings: Settings) -> ReviewContext | None:
    """The catalogue with where its messages stand, as they are on disk; None without git or without a commit."""
    folder = Path(settings.root)
    review = open_context(settings, message_files(settings, folder), HistoryCache(history_path(settings)), load_plan(folder))
    return review if review.repository and review.repository.head() else None


def lenses(document: Document, project: Project) -> list[types.CodeLens]:
    """A line above each message of an open file; none as long as the history has not been read."""
    loaded = project.loaded(document)
    return [*_lenses(document, project, loaded.entries if loaded else ())]


def _lenses(document: Document, project: Project, entries: Iterable[Entry]) -> Iterator[types.CodeLens]:
    for entry in entries:
        words = _words(entry.message.id, document, project)
        if words:
            at = entry.spans[""].start
            yield types.CodeLens(document.positions.range(at, at), types.Command(words, ""))


def _words(id_: str, document: Document, project: Project) -> str:
    """The state of a message in a line; "" where there is none, or it is that of a message in another file."""
    review = project.review
    state, current = (review.states.get(id_), review.catalogue.messages.get(id_)) if review else (None, None)
    if review is None or state is None or (current and (project.root / current.shown).resolve() != document.path):
        return ""
    day = review.next_reading(id_)
    reasons = reason_texts(state)
    said = [f"{state.name}: {MEANING[state.name]}", *(MEANING[overlay] for overlay in state.overlays)]
    said += [f"next review {day}"] if day and state.name in ("current", "soon") else list(reasons[:1])
    return " · ".join(dict.fromkeys(each.rstrip(".") for each in said))
