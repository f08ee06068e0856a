"""What the ways of reading give: passages in order, whose pieces may have a remark."""

from typing import NamedTuple


class Piece(NamedTuple):
    """A run of words; `remark` says how they are spoken, or what they mean."""

    text: str
    remark: str = ""
    kind: str = ""
    """Such as "idiom"; "" for plain words."""


class Passage(NamedTuple):
    """A stretch of a message; `what` it is in words ("Subject", "Heading"), `at` how many seconds after the start it begins."""

    pieces: tuple[Piece, ...]
    what: str = ""
    at: int = 0

    @property
    def spoken(self) -> str:
        """Its words with remarks in the place of what they are on."""
        return "".join(piece.remark or piece.text for piece in self.pieces)


class Notice(NamedTuple):
    """A message on a lock screen: what of its lines fits into `width` characters each, and how many characters do not."""

    width: int
    sender: str
    title: str
    text: str
    left_out: int
