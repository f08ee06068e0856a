"""What Outlook alone shows its readers: conditional comments of HTML."""

import re

from msgreview.model.later import later

_CONDITIONAL = later(r"<!--\[if (?!!)[^\]]{1,100}\]>(.*?)<!\[endif\]", re.DOTALL | re.IGNORECASE)
_GIVES = later(r"\b(?:href|src|alt)\s*=|(?:^|>)[^<>]*\w", re.IGNORECASE)
"""What is more than layout: words, a link, a picture."""


def outlook(html: str) -> list[str]:
    """What the comments of an HTML text hold that Outlook shows, where it is more than layout."""
    return [each for each in _CONDITIONAL.findall(html) if _GIVES.search(each)] if "<!--[" in html else []
