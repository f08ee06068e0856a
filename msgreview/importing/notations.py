"""How other systems write a name that they fill in, each as one row of a table, and the same as a name of a template."""

import re
from typing import NamedTuple

_PATH = r"[^\W\d]\w*(?:[.-]\w+)*"
_WORDS = r"[^\W\d]\w*(?:[ ._-]\w+){0,5}"


class Notation(NamedTuple):
    """One way to write a name. The one group of `pattern` is the name."""

    systems: str
    pattern: str


NOTATIONS = (
    Notation("Zendesk, Intercom, Mustache", rf"\{{\{{\{{?\s*({_PATH})\s*\}}?\}}\}}"),
    Notation("GOV.UK Notify", rf"\(\(\s*({_WORDS})\s*\)\)"),
    Notation("Koha", rf"(?:<<|&lt;&lt;)({_PATH})(?:>>|&gt;&gt;)"),
    Notation("Koha with Template Toolkit", r"\[%-?\s*([a-z]\w*(?:\.\w+)*)\s*-?%\]"),
    Notation("FreeScout", r"\{%\s*([^\W\d]\w*(?:\.\w+)+)\s*%\}"),
    Notation("osTicket", rf"%\{{({_PATH})\}}"),
    Notation("Zammad", rf"#\{{({_PATH})\}}"),
    Notation("Java, shell", rf"\$\{{({_PATH})\}}"),
    Notation("wikis, mail merge", rf"\[\[\s*({_WORDS})\s*\]\]"),
    Notation("Request Tracker, OTRS", r"(?<![{\w])%([^\W\d]\w*(?:\.\w+)*)%(?![}\w])"),
    Notation("chat bots", r"\{([^\W\d]\w*(?:\.\w+)*)\}"),
)
"""The first that fits is taken."""

_CONDITION = rf"\(\(\s*(?P<condition>{_WORDS})\s*\?\?(?P<then>[^()]*)\)\)"
"""GOV.UK Notify: words that are there only if a value is yes."""

PLACEHOLDER = re.compile("|".join([_CONDITION, *(notation.pattern for notation in NOTATIONS)]))
"""A placeholder of any of these systems."""

_NOT_A_NAME = re.compile(
    r"and|or|not|if|else|in|is|[Tt]rue|[Ff]alse|[Nn]one|loop|self|super|caller|range|dict|lipsum|cycler|joiner|namespace"
    r"|policy|now|today"
)
"""Words that mean something else in a template."""


def name_of(placeholder: re.Match[str]) -> str:
    """The name in a placeholder as templates write it: `((first name))` is `first_name`, `a.0.b` is `a.n_0.b`."""
    raw = next(group for group in placeholder.groups() if group)
    steps = [re.sub(r"\W+", "_", step) for step in raw.split(".")]
    steps = [f"n_{step}" if step[:1].isdigit() else step for step in steps]
    return ".".join([f"{steps[0]}_" if _NOT_A_NAME.fullmatch(steps[0]) else steps[0], *steps[1:]])
