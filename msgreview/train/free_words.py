"""What exercises that are answered in free words have in common: model answers, the moves they want, what the learner knows."""

from collections.abc import Iterable

import msgspec

from msgreview.train.practices import unknown_moves


class FreeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The options that such kinds share."""

    models: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.models) < 2:
            raise ValueError("it needs two `models` at least: there is more than one good way to say it")


class WantedMoves(FreeWords, frozen=True, kw_only=True):
    """The options of kinds whose answers have to make some moves."""

    moves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if unknown := unknown_moves(self.moves):
            raise ValueError(unknown)


def with_notes(text: str, title: str, notes: Iterable[str]) -> str:
    """A text with what the learner knows under a title, one note a line; the text alone where there are no notes."""
    listed = "".join(f"\n- {note.strip()}" for note in notes)
    return f"{text.strip()}\n\n{title}:{listed}" if listed else text.strip()
