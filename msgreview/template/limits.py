"""What a template may cost. An operation that would cost more is refused before it is done, with an error that names it.

Every value that a filter, a method, an operator or a `set` makes is weighed before it is made, nested ones whole, and taken
from the budget of the rendering: so memory and work have one bound, however the template comes by its values.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MOST_LOOPS = 20_000
"""Turns of all loops, items of all ranges and calls of all macros in one rendering."""
MOST_TEXT = 1_000_000
"""Characters that one rendering may print, captured text included."""
MOST_VALUE = 250_000
"""Characters and items that one value may have."""
MOST_MADE = 4_000_000
"""Characters and items of all values that one rendering may make."""
MOST_WIDTH = 10_000
"""Largest width, count or precision that a filter or method may be given."""
MOST_BITS = 128
"""Largest size of a number."""

_ITEM = 8
"""What a value weighs besides its characters and items."""
_SPELLED = 8
"""Characters that one may become where it is escaped."""
_FIGURE = 350
"""Characters that a number may be printed with."""

_WIDE = re.compile(r"%[^a-zA-Z%]*?(\*|\d{5,})")
_WIDE_FIELD = re.compile(r"\{[^{}]*(?:\d{5,}|\{)")
_WIDTHS = re.compile(r"\d{1,4}")


class TooMuchError(Exception):
    """A template exceeds a limit; the text says which."""


class Budget:
    """What is left to one rendering."""

    __slots__ = ("loops", "made", "text")

    def __init__(self) -> None:
        self.loops = MOST_LOOPS
        self.text = MOST_TEXT
        self.made = MOST_MADE

    def turn(self, characters: int = 0) -> None:
        """Take a turn of a loop or a call of a macro, the text it prints included."""
        self.loops -= 1
        if self.loops < 0:
            raise TooMuchError(f"its loops turn more than {MOST_LOOPS:,} times")
        if characters:
            self.print(characters)

    def print(self, characters: int) -> None:
        """Take `characters` of output."""
        self.text -= characters
        if self.text < 0:
            raise TooMuchError(f"its text grows past {MOST_TEXT:,} characters")

    def make(self, weight: int) -> None:
        """Take a value that is about to be made."""
        if weight > MOST_VALUE:
            raise TooMuchError(f"a value grows past {MOST_VALUE:,} characters")
        self.made -= weight
        if self.made < 0:
            raise TooMuchError(f"its values grow past {MOST_MADE:,} characters together")


def weigh(*values: Any) -> int:
    """The characters and items of values, nested ones each time that they come up; counted until there are too many."""
    weight = 0
    todo = list(values)
    while todo and weight <= MOST_VALUE:
        value = todo.pop()
        weight += _ITEM
        if isinstance(value, str | bytes):
            weight += len(value)
        elif isinstance(value, range):
            weight += len(value) * _ITEM
        elif isinstance(value, list | tuple | set | frozenset | dict):
            weight += len(value)
            if weight <= MOST_VALUE:
                todo += (*value, *value.values()) if isinstance(value, dict) else value
    return weight


def product_size(left: Any, right: Any) -> int:
    """The weight of `left * right`. Refuses a huge number."""
    if isinstance(left, int) and isinstance(right, int):
        if left.bit_length() + right.bit_length() > MOST_BITS:
            raise TooMuchError("a number grows too large")
        return _ITEM
    for items, times in ((left, right), (right, left)):
        if isinstance(items, str | bytes | Sequence) and isinstance(times, int):
            return (len(items) if isinstance(items, str | bytes) else weigh(*items)) * max(times, 0) + _ITEM
    return _ITEM


def power_size(base: Any, exponent: Any) -> int:
    """The weight of `base ** exponent`. Refuses a huge number."""
    if isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1 and base.bit_length() * exponent > MOST_BITS:
        raise TooMuchError("a number grows too large")
    return _ITEM


def sum_size(left: Any, right: Any) -> int:
    """The weight of `left + right`."""
    texts = isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple)
    return weigh(left, right) if texts else _ITEM


def percent_size(pattern: Any, values: Any) -> int:
    """The weight of `pattern % values`. Refuses a huge width, and one that is only known later."""
    if not isinstance(pattern, str):
        return _ITEM
    if _WIDE.search(pattern):
        raise TooMuchError(f"a format asks for more than {MOST_WIDTH:,} characters")
    parts = values if isinstance(values, tuple) else tuple(values.values()) if isinstance(values, dict) else (values,)
    return _filled_size(pattern, pattern.count("%"), parts)


def filter_size(name: str, value: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> int:
    """The most that a filter makes of a value."""
    if name == "format":
        return percent_size(str(value), (*arguments, *named.values()))
    if name in ("string", "pprint", "tojson", "list", "escape", "e", "forceescape", "urlencode", "urlize", "xmlattr"):
        return _spelled_size(value, arguments, named)
    return _size(name, value, arguments, named)


def method_size(name: str, owner: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> int:
    """The most that a method of a text, number or date makes; what it is given, for any other function."""
    if name in ("format", "format_map") and isinstance(owner, str):
        _check_widths(arguments, named)
        if _WIDE_FIELD.search(owner):
            raise TooMuchError(f"a format asks for more than {MOST_WIDTH:,} characters")
        values = arguments[0].values() if name == "format_map" and isinstance(arguments[0], dict) else arguments
        return _filled_size(owner, owner.count("{"), (*values, *named.values()))
    if name == "translate" and isinstance(owner, str):
        table = arguments[0] if arguments else None
        most = max((weigh(each) for each in table.values()), default=1) if isinstance(table, dict) else weigh(table)
        return len(owner) * min(most, MOST_VALUE) + _ITEM
    if name == "strftime":
        return weigh(*arguments) * _SPELLED
    return _size(name, owner, arguments, named)


def _size(name: str, value: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> int:
    """What a filter or method of this name makes at most: more than it is given only where it can grow."""
    weight = weigh(value, *arguments, *named.values())
    if name in _WIDENING:
        _check_widths(arguments, named)
    growth = _GROWTH.get(name)
    return weight + growth(value, [*arguments, *named.values()]) if growth is not None else weight


def _check_widths(arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse widths, counts and precisions that no message needs."""
    for value in (*arguments, *named.values()):
        if isinstance(value, int | float) and abs(value) > MOST_WIDTH:
            raise TooMuchError(f"a width or count of {value:,} is more than any message needs")


def _spelled_size(value: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> int:
    """The weight of a value with signs spelled out, each of its items or words with what is put around it."""
    _check_widths(arguments, named)
    indent = sum(each for each in (*arguments, *named.values()) if isinstance(each, int))
    around = sum(len(each) for each in (*arguments, *named.values()) if isinstance(each, str))
    weight = weigh(value)
    words = len(value.split()) if isinstance(value, str) else weight // _ITEM
    return weight + words * (indent + around)


def _filled_size(pattern: str, fields: int, values: Sequence[Any]) -> int:
    """The most that a pattern with `fields` becomes: any of the values may come in each."""
    most = max((weigh(value) for value in values), default=0)
    widths = sum(map(int, _WIDTHS.findall(pattern)))
    return len(pattern) + fields * (most + (_FIGURE if any(isinstance(value, float) for value in values) else 0)) + widths


def _widest(_: Any, arguments: Sequence[Any]) -> int:
    return max((int(each) for each in arguments if isinstance(each, int | float)), default=0)


def _indented(value: Any, arguments: Sequence[Any]) -> int:
    width = max(
        (len(each) if isinstance(each, str) else int(each) for each in arguments if isinstance(each, str | int)), default=4
    )
    return (len(str(value).splitlines()) + 1) * width


def _wrapped(value: Any, arguments: Sequence[Any]) -> int:
    text, width = str(value), max(1, min((each for each in arguments if type(each) is int), default=79))
    lines = 2 * len(text) // width + text.count("\n") + 1
    return lines * max((len(each) for each in arguments if isinstance(each, str)), default=1)


def _joined(value: Any, arguments: Sequence[Any]) -> int:
    """A text that joins the parts it is given, or parts that are joined by a text."""
    parts, between = (arguments[0], value) if isinstance(value, str) and arguments and not isinstance(arguments[0], str) else (
        value, next(iter(arguments), ""),
    )  # fmt: skip
    return len(parts) * len(between) if hasattr(parts, "__len__") and isinstance(between, str) else 0


def _replaced(value: Any, arguments: Sequence[Any]) -> int:
    if len(arguments) < 2:
        return 0
    return str(value).count(str(arguments[0])) * len(str(arguments[1]))


def _filling(_: Any, arguments: Sequence[Any]) -> int:
    return max(_widest(None, arguments), 1) * weigh(*arguments[1:]) + _widest(None, arguments) * _ITEM


def _added(value: Any, arguments: Sequence[Any]) -> int:
    return (
        len(value) * weigh(value)
        if any(isinstance(each, list | tuple) for each in arguments) and hasattr(value, "__len__")
        else 0
    )


_WIDENING = frozenset(
    ("batch", "center", "expandtabs", "indent", "ljust", "rjust", "round", "slice", "to_bytes", "wordwrap", "zfill")
)
_GROWTH: dict[str, Callable[[Any, Sequence[Any]], int]] = {
    **dict.fromkeys(("center", "ljust", "rjust", "zfill", "to_bytes"), _widest),
    **dict.fromkeys(("batch", "slice"), _filling),
    "expandtabs": lambda value, arguments: str(value).count("\t") * max(_widest(None, arguments), 8),
    "indent": _indented,
    "join": _joined,
    "replace": _replaced,
    "sum": _added,
    "wordwrap": _wrapped,
}
"""Filters and methods that can make more than they are given, and how much more at most."""
