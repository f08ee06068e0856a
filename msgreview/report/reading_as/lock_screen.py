"""A message on a lock screen: who it is from, and the first characters of what it says."""

from msgreview.report.preview_page.model import Preview, View
from msgreview.report.reading_as.passages import Notice

WIDTHS = (40, 90)
"""Characters of a line that phones show at least, and at most."""


def notices(view: View, preview: Preview) -> tuple[Notice, ...]:
    """The notice of a view at each width, lines and white space run together; none of a call or a letter."""
    if preview.message.channel in ("phone", "letter"):
        return ()
    subject = " ".join("".join(run.text for run in view.subject).split())
    return tuple(_notice(width, preview.sender, subject, view.line) for width in WIDTHS)


def _notice(width: int, sender: str, subject: str, text: str) -> Notice:
    left_out = max(0, len(subject) - width) + max(0, len(text) - width)
    return Notice(width, sender, _cut(subject, width), _cut(text, width), left_out)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[:width] + "…"
