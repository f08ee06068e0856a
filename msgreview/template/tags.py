"""What a tag of another system does, and the names and tests that a template of ours has for what stands in it."""

import re
import unicodedata
from typing import Literal, NamedTuple

from msgreview.model.later import later

STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
"""A text in quotes, as most languages write it."""

TagKind = Literal["print", "words", "if", "elif", "else", "for", "end", "opens", "opaque"]


class Tag(NamedTuple):
    """What a placeholder of another system does.

    `print` prints `name`, `words` what stands in it in quotes. `if` and `elif` hold `test`, `for` is `name in test`; `opens`
    starts what no template of ours can do and an `end` closes; `opaque` stands alone and is seen by no reader.
    """

    kind: TagKind
    name: str = ""
    test: str = ""
    flag: str = ""
    """The name that a test gets which can only be said in the other system."""
    default: str = ""
    """What is printed where nothing is filled in."""
    inexact: bool = False


_NOT_A_NAME = later(
    r"and|or|not|if|else|in|is|[Tt]rue|[Ff]alse|[Nn]one|loop|self|super|caller|range|dict|lipsum|cycler|joiner|namespace"
    r"|policy|now|today"
)
"""Words that mean something else in a template."""


def as_name(written: str) -> str:
    """What another system calls a value, as templates write it: `first name` is `first_name`, `a.0.b` is `a.n_0.b`.

    >>> as_name("borrowers.firstname"), as_name("first name"), as_name("ticket.custom-field.2")
    ('borrowers.firstname', 'first_name', 'ticket.custom_field.n_2')
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    steps = [re.sub(r"\W+", "_", step.strip()).strip("_") for step in plain.split(".")]
    steps = [f"n_{step}" if step[:1].isdigit() else step for step in steps if step]
    if not steps:
        return "value"
    return ".".join([f"{steps[0]}_" if _NOT_A_NAME.fullmatch(steps[0]) else steps[0], *steps[1:]])


_TOKEN = later(
    rf"\s*(?P<string>{STRING})|\s*(?P<number>\d+(?:\.\d+)?)|\s*(?P<path>[^\W\d]\w*(?:\.\w+)*)|\s*(?P<sign>[=!<>]=|[<>()!]|&&|\|\|)"
)
_SIGNS = {"&&": "and", "||": "or", "!": "not", "AND": "and", "OR": "or", "NOT": "not", "and": "and", "or": "or", "not": "not"}
_LENGTHS = later(r"(?:.*\.)?(size|length)")


def as_test(written: str) -> str:
    """A condition as templates write it; "" for one that only the other system can decide.

    Names, texts and numbers, compared, joined by and, or and not, mean the same in both.
    """
    words: list[str] = []
    at, text = 0, written.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return ""
        at = match.end()
        path = match["path"] or ""
        if path and text[at : at + 1] == "(":
            return ""
        if path in _SIGNS or match["sign"] in _SIGNS:
            words.append(_SIGNS[path or match["sign"]])
        elif path and _LENGTHS.fullmatch(path):
            words.append(f"{as_name(path.rpartition('.')[0])}|length")
        else:
            words.append(as_name(path) if path else match[0].strip())
    made = " ".join(words).replace("( ", "(").replace(" )", ")")
    return made if _is_test(words) else ""


def _is_test(words: list[str]) -> bool:
    """Whether operands and operators take turns, and every bracket closes."""
    wants_value, depth = True, 0
    for word in words:
        if word in ("(", "not"):
            depth += word == "("
            if not wants_value:
                return False
        elif word in (")", "and", "or", "==", "!=", "<", ">", "<=", ">="):
            depth -= word == ")"
            if wants_value or depth < 0:
                return False
            wants_value = word != ")"
        elif not wants_value:
            return False
        else:
            wants_value = False
    return bool(words) and not wants_value and depth == 0


_LONGEST_FLAG = 48


def as_flag(written: str) -> str:
    """A readable name for a condition that only the other system can decide; of a long path its last two steps.

    >>> as_flag("c.cobrand.is_council && !c.cobrand.owns_problem( report )")
    'if_cobrand_is_council_and_not_cobrand_owns'
    """
    said = re.sub(r"(?:\w+\.)+(?=\w+\.\w+)", "", written.replace("&&", " and ").replace("||", " or ").replace("!", " not "))
    words = re.findall(r"[^\W\d_][^\W_]*", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said))
    name = "_".join(("if", *words)).lower() if words else "if_condition"
    return name if len(name) <= _LONGEST_FLAG else name[:_LONGEST_FLAG].rpartition("_")[0]


_FUNCTION = later(r"([^\W\d]\w*(?:\.\w+)*)\s*\(")
_A_PATH = later(rf"{STRING}|(?P<path>[^\W\d]\w*(?:\.\w+)*)")
_PLAIN_CALLS = later(r"format|html|url|uri|upper|lower|ucfirst|lcfirst|trim|format_date|escape|loc|l", re.IGNORECASE)


def printed_name(written: str) -> str:
    """A readable name for what an expression prints: the value it starts from, or what its function gets.

    >>> printed_name("item.due | $Dates"), printed_name("date.format(tools.format_date(loan.due), '%Y')")
    ('item.due', 'loan.due')
    >>> printed_name("tools.get_price(x.id)")
    'price'
    """
    expression = re.split(r"(?<!\|)\|(?!\|)", re.sub(STRING, "''", written))[0]
    while match := _FUNCTION.search(expression):
        owner, _, step = match[1].rpartition(".")
        inside = expression[match.end() :]
        if not _PLAIN_CALLS.fullmatch(step):
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", step).lower().removeprefix("get_")
            general = name in ("name", "value", "title") and owner
            return as_name(f"{owner.rpartition('.')[2].lower()}_{name}" if general else name)
        expression = inside
    paths = [match["path"] for match in _A_PATH.finditer(expression) if match["path"]]
    return as_name(paths[0]) if paths else "value"
