"""The colours of the screen: calm ones, dark and light, each with enough contrast to be read for a morning."""

from typing import Any

from textual.theme import Theme

_COLOURS = {
    "primary": ("#8fb8c9", "#2c6475"),
    "foreground": ("#d6dbe3", "#25282c"),
    "background": ("#15181d", "#f4f2ec"),
    "surface": ("#1c2027", "#fdfcf9"),
    "panel": ("#242a33", "#e6e2d8"),
    "error": ("#e58a85", "#a32f2f"),
    "warning": ("#dcb671", "#7d5600"),
    "success": ("#93c08f", "#2a6433"),
}
"""Each in the dark and on paper."""
_OWN = {"quiet": ("#8d97a6", "#5f6670"), "value": ("#86b0e0", "#1d559c")}
"""Those that no theme of Textual has."""


def _theme(name: str, at: int) -> Theme:
    colours: dict[str, Any] = {role: pair[at] for role, pair in _COLOURS.items()}
    return Theme(name, **colours, dark=not at, variables={role: pair[at] for role, pair in _OWN.items()})


THEMES = (_theme("dusk", 0), _theme("paper", 1))
