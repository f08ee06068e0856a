"""What the screen of a sitting shows, in the colours of its theme."""

from collections.abc import Collection, Iterable

from rich.text import Text
from textual.theme import Theme

from msgreview.report.lines import Line, safe
from msgreview.report.sitting.keys import Key
from msgreview.report.sitting.session import Sitting

_STYLES = {"dim": "quiet", "red": "error", "yellow": "warning", "green": "success", "blue": "value"}
"""What stands for a line's styles in a theme."""


class Paint:
    """The colours of a theme, also where it is none of ours."""

    def __init__(self, theme: Theme) -> None:
        given = {name: getattr(theme, name) or "" for name in ("error", "warning", "success", "surface", "foreground")}
        self.colours: dict[str, str] = given | {
            "primary": theme.primary,
            "quiet": theme.variables.get("quiet", theme.secondary or theme.primary),
            "value": theme.variables.get("value", theme.accent or theme.primary),
        }

    def line(self, line: Line) -> Text:
        """A line, with what could move the cursor shown as escapes."""
        text = Text(no_wrap=True)
        for words, style in line:
            text.append(safe(words), "bold" if style == "bold" else self.colours.get(_STYLES.get(style, ""), "") if style else "")
        return text

    def lines(self, lines: Iterable[Line]) -> Text:
        """Lines one below the other."""
        return Text("\n").join(map(self.line, lines))

    def bar(self, sitting: Sitting, columns: int) -> Text:
        """How far a sitting is, and how long the rest takes, on a screen of so many columns."""
        done, off = len(sitting.done), len(sitting.put_off)
        total = done + len(sitting.left)
        width = max(0, min(30, columns - 64))
        full = round(width * done / total) if total else width
        text = Text(no_wrap=True)
        text.append(f"{min(done + 1, total)} of {total}" + (f", {off} put off" if off else "") + "  ", "bold")
        text.append("━" * full, self.colours["primary"])
        text.append("━" * (width - full), self.colours["surface"])
        text.append(f"  {sitting.time_left().text}", self.colours["quiet"])
        return text

    def legend(self, keys: Iterable[Key], barred: Collection[str], columns: int) -> Text:
        """The keys that do something, in rows; those of the letters that are `barred` are dimmed."""
        pieces = []
        for key in keys:
            letter = self.colours["quiet" if key.letter in barred else "primary"]
            name = f"strike {self.colours['quiet']}" if key.letter in barred else f"not bold {self.colours['foreground']}"
            pieces.append(Text(key.letter, f"bold {letter}").append(f" {key.name}", name))
        return _in_rows(pieces, columns)


def _in_rows(pieces: Iterable[Text], width: int) -> Text:
    """Pieces one after the other, none broken over two rows."""
    rows = [Text()]
    for piece in pieces:
        if len(rows[-1]) and len(rows[-1]) + len(piece) + 3 > width:
            rows.append(Text())
        rows[-1].append_text(Text("   ") if len(rows[-1]) else Text()).append_text(piece)
    return Text("\n").join(rows)
