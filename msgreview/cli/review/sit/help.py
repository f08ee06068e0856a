"""A sheet over the page that says what the keys do."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from msgreview.cli.review.sit.paint import Paint
from msgreview.report.lines import Line, line, paragraph
from msgreview.report.sitting.keys import Key


class Help(ModalScreen[None]):
    """The keys and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,enter,q,space", "dismiss", "close", show=False)]

    def __init__(self, keys: Iterable[Key], paint: Paint) -> None:
        super().__init__()
        self._keys, self._paint = tuple(keys), paint

    def compose(self) -> ComposeResult:
        """A sheet with a line a key."""
        rows: list[Line] = [(("Keys", "bold"),), ()]
        for key in self._keys:
            lead = line((f"  {key.letter}  ", "bold"), f"{key.name:<11}")
            rows += paragraph(key.does, min(self.app.size.width - 8, 92) - 6, lead, style="dim")
        rows += [(), (("  space, arrows: scroll     t: light or dark     Esc: close this", "dim"),)]
        yield VerticalScroll(Static(self._paint.lines(rows)), id="help")
