"""A rendered text without its markup, as the customer's screen shows it."""

from msgreview.model.document import Rendered
from msgreview.model.message import Format


def plain(rendered: Rendered, format: Format) -> Rendered:
    """Drop the markup of a `format`; every character still leads to the fields that made it. Never fails on broken markup."""
    if format == "html":
        from msgreview.prose.html import read_html

        return read_html(rendered.text).through(rendered)
    if format == "markdown":
        from msgreview.prose.markdown import read_markdown

        return read_markdown(rendered.text).through(rendered)
    return rendered
