"""The colours of the screen: calm ones, dark and light, each with enough contrast to be read for a morning."""

from textual.theme import Theme

_DUSK = Theme(
    "dusk",
    primary="#8fb8c9",
    foreground="#d6dbe3",
    background="#15181d",
    surface="#1c2027",
    panel="#242a33",
    error="#e58a85",
    warning="#dcb671",
    success="#93c08f",
    dark=True,
    variables={"quiet": "#8d97a6", "value": "#86b0e0"},
)
_PAPER = Theme(
    "paper",
    primary="#2c6475",
    foreground="#25282c",
    background="#f4f2ec",
    surface="#fdfcf9",
    panel="#e6e2d8",
    error="#a32f2f",
    warning="#7d5600",
    success="#2a6433",
    dark=False,
    variables={"quiet": "#5f6670", "value": "#1d559c"},
)
THEMES = (_DUSK, _PAPER)
