"""A text built run by run from another, keeping where each run came from."""

from msgreview.model.document import Piece, Rendered


class Builder:
    """Collects the runs of a new text made from `source`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.size = 0
        self._runs: list[str] = []
        self.pieces: list[Piece] = []
        """Where each run of the new text comes from, in order."""

    def keep(self, start: int, end: int) -> None:
        """Add `source[start:end]` as it stands."""
        if start < end:
            self._add(self.source[start:end], start, end, exact=True)

    def put(self, text: str, start: int, end: int) -> None:
        """Add `text`, which `source[start:end]` stands for."""
        if text:
            self._add(text, start, end, exact=self.source[start:end] == text)

    @property
    def text(self) -> str:
        """The new text so far."""
        return "".join(self._runs)

    def _add(self, text: str, start: int, end: int, *, exact: bool) -> None:
        before = self.pieces[-1] if self.pieces else None
        if before is not None and exact and before.exact and before.end == start:
            self.pieces[-1] = Piece(before.at, before.length + len(text), before.start, end, exact=True)
        else:
            self.pieces.append(Piece(self.size, len(text), start, end, exact))
        self._runs.append(text)
        self.size += len(text)

    def through(self, rendered: Rendered) -> Rendered:
        """The new text, led back through the map of `rendered`, whose text is the source."""
        return Rendered(self.text, rendered.map.through(self.pieces))
