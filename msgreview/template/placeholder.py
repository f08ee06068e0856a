"""A value for a variable that has none, typed by what the variable is called.

A placeholder prints something realistic ("Sam", "14 May 2027") or its name in square brackets, and takes part in whatever a
template does with a value. In a test it counts as not set, as an undefined name does in Jinja.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from jinja2 import Undefined
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError

from msgreview.model.message import VariableType

Kind = VariableType | Literal["title"]
_Operation = Callable[[Any, Any], Any]

OPEN, CLOSE = "\ue010", "\ue011"
"""The brackets of a name that is printed, which no author can type: they come through every filter, and say what is invented."""
INVENTED = "\ue002"
"""Stands before what is printed for a name without a sample, where marks are printed."""
_BRACKETS = {OPEN: "[", CLOSE: "]"}
_SPELLED = re.compile(r"[\ue010\ue011]|%EE%80%9([01])|\\ue01([01])")

_DAY = datetime(2027, 5, 14, 10, 30)
_DEEPEST = 3
"""Lists in lists end here, so that a template that walks down a tree comes to an end."""

_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"^(?:is|has|can|was|are|should|needs|wants|allow|allows)_|_flag$|^(?:enabled|active|exists)$", "flag"),
    (r"(?:^|_)e?mail(?:_address)?$", "email"),
    (r"(?:^|_)(?:url|uri|link|href|website|web_?page)$", "url"),
    (r"(?:^|_)(?:phone|telephone|mobile|tel|fax)(?:_number)?$", "phone"),
    (r"(?:^|_)(?:date|day|deadline|until|expires|expiry|expiration|due|birthday)$|_(?:by|on)$|^date_", "date"),
    (r"(?:^|_)time$", "time"),
    (r"(?:^|_)(?:amount|balance|price|cost|fines?|fees?|charges?|sum|total|owed|payment|refund|penalty)$", "amount"),
    (r"(?:^|_)(?:count|size|length|number|num|quantity|qty|id|ref|reference|barcode|days|hours|weeks|minutes|n)$", "number"),
    (r"^(?:number|num)_of_", "number"),
    (r"^(?:first|last|nick|full)name$|^(?:surname|forename)$|(?:^|_)name$", "name"),
    (r"(?:^|_)title$", "title"),
)
_PERSON = re.compile(
    r"^(?:patron|customer|user|member|reader|person|borrower|recipient|sender|staff|agent|librarian|author|owner|full|display)?$"
)
_PLACE = re.compile(r"^(?:branch|library|location|site)$")
_SAYS: dict[Kind, str] = {
    "date": "14 May 2027",
    "time": "10:30",
    "amount": "12.50",
    "number": "3",
    "url": "https://library.example/page",
    "email": "sam.lee@library.example",
    "phone": "555-0142",
    "flag": "yes",
}
_WHOLE = frozenset({"all", "copy", "distinct", "exclude", "filter", "filter_by", "items", "keys", "order_by", "sort", "values"})
_ONE = frozenset({"first", "last", "one", "pop"})
"""Methods of lists and queries that give what they are called on, or one of it."""
_OF_DAYS = frozenset({"date", "isoformat", "strftime", "time", "weekday"})
_OF_TEXTS = frozenset(name for name in dir(str) if not name.startswith("_")) - {"count", "find", "format", "index", "join"}
_NOTHING: dict[Kind, str] = {"number": "0", "amount": "0.00", "flag": "no"}
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_NATIVE: dict[Kind, Any] = {"amount": 12.5, "number": 3, "flag": True}


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """The type that a variable's name tells of; `text` where it tells none."""
    lowered = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().removeprefix("get_")
    return next((kind for pattern, kind in _KINDS if re.search(pattern, lowered)), "text")


def _words(path: str) -> str:
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", path).replace("_", " ").replace(".", " ").lower().split()
    text = " ".join(word for word, before in zip(parts, ["", *parts], strict=False) if word != before)
    return OPEN + text.encode("ascii", "replace").decode() + CLOSE


def bracketed(text: str) -> str:
    """A text with brackets that a reader can see, those too that were spelled for a link or for JSON."""
    if text.isascii() and "%EE" not in text and "\\ue01" not in text:
        return text
    return _SPELLED.sub(_bracket, text)


def _bracket(match: re.Match[str]) -> str:
    if match[1]:
        return "%5B" if match[1] == "0" else "%5D"
    return _BRACKETS.get(match[0]) or ("[" if match[2] == "0" else "]")


@lru_cache(maxsize=8192)
def _stand_in(above: str, name: str) -> tuple[str, Kind, str]:
    """Path, type and words of attribute `name` of the variable with path `above`, or of variable `name` where that is ""."""
    path, kind = f"{above}.{name}" if above else name, kind_of(name)
    return path, kind, _shown(path, kind) if path else ""


def _shown(path: str, kind: Kind) -> str:
    above, _, name = path.lower().rpartition(".")
    owner = above.rpartition(".")[2]
    if kind == "name":
        return _shown_name(owner, name) or _words(path)
    if kind == "title" and owner and _PERSON.match(owner):
        return "Ms"
    if kind == "title" and name in ("title", "item_title", "book_title"):
        return "The Garden Path"
    return _SAYS.get(kind) or _words(path)


def _shown_name(owner: str, name: str) -> str:
    """A name of a person or a branch; "" for that of anything else."""
    what = name.removeprefix("get_").removesuffix("name").rstrip("_")
    if _PLACE.match(owner) or _PLACE.match(what):
        return "Main Branch"
    if what in ("last", "family", "sur"):
        return "Lee"
    if what in ("first", "given", "preferred", "nick", "fore"):
        return "Sam"
    return "Sam Lee" if _PERSON.match(owner) and _PERSON.match(what) else ""


def singular(name: str) -> str:
    """One of what `name` counts: `copies` → `copy`."""
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith("s") and not name.endswith("ss") and len(name) > 2:
        return name[:-1]
    return name


def _compared(operation: _Operation) -> Callable[[Any, Any], bool]:
    """The method that compares a placeholder; what makes no sense is not so."""
    return lambda self, other: self._reckon(operation, other) is True


def _reckoned(operation: _Operation) -> tuple[_Operation, _Operation]:
    """The methods that reckon with a placeholder on the left, and on the right."""
    return (
        lambda self, other: self._reckon(operation, other),
        lambda self, other: self._reckon(operation, other, swapped=True),
    )


class Placeholder(Undefined):
    """A value for a variable that has none: it prints, compares, adds, iterates, and may be called and looked into.

    `given`: the message's facts name an example, so that the value counts as set. `parts`: values known below it, that of
    "*" for each item. `size`: how many items it has; one with none prints what there is where there is nothing.
    """

    __slots__ = ("given", "kind", "parent", "parts", "path", "size", "text")
    path: str
    kind: Kind
    text: str

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = None,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
        *,
        kind: Kind | None = None,
        text: str | None = None,
        parts: Mapping[str, Any] | None = None,
    ) -> None:
        if issubclass(exc, SecurityError):
            raise exc(hint)
        super().__init__(hint, obj, name, exc)
        self.parent = obj if isinstance(obj, Placeholder) else None
        above = self.parent.path if self.parent is not None else ""
        self.path, self.kind, self.text = _stand_in(above, str(name or ""))
        self.given = text is not None
        if kind is not None and kind != self.kind:
            self.kind, self.text = kind, _shown(self.path, kind) if self.path else ""
        if text is not None:
            self.text = text
        self.parts = parts or {}
        self.size = 2
        if self.parent is not None and not self.parent.size:
            self.size, self.text = 0, _NOTHING.get(self.kind, "")

    def but(self, **changes: Any) -> "Placeholder":
        """The same placeholder with other values of its own."""
        other = Placeholder(obj=self.parent, name=self._name(), kind=self.kind)
        for slot in ("given", "parts", "size", "text"):
            setattr(other, slot, changes.get(slot, getattr(self, slot)))
        return other

    def none(self) -> "Placeholder":
        """What it is where there is none of it: no items, no words, nothing due."""
        return self.but(given=False, size=0, text=_NOTHING.get(self.kind, ""), parts={})

    def with_number(self, number: float) -> "Placeholder":
        """The same with a number, written as its own is: "$12.50" → "$3.00"."""
        match = _NUMBER.search(self.text)
        decimals = (match is not None and "." in match[0]) or number != int(number)
        written = f"{number:.2f}" if decimals else str(int(number))
        text = self.text[: match.start()] + written + self.text[match.end() :] if match else written
        return self.but(given=True, size=2, text=text)

    @property
    def native(self) -> Any:
        """The number that it stands for in comparing and reckoning."""
        return _number(self.text, _NATIVE.get(self.kind, 2))

    def below(self, name: str) -> Any:
        """The value of its attribute or key `name`."""
        return self.parts[name] if name in self.parts else Placeholder(obj=self, name=name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.below(name)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.below(key)
        if isinstance(key, slice):
            return self._cut(key)
        one = singular(self._name())
        return self._cut(slice(0, 1)) if self.kind == "name" and one == self._name() else Placeholder(obj=self.parent, name=one)

    def _cut(self, part: slice) -> "Placeholder":
        """A part of it: of its words, and of its items; one is left."""
        words = self.text.strip(OPEN + CLOSE)
        text = words[part] if words == self.text else OPEN + words[part] + CLOSE
        return self.but(text=text, size=min(self.size, max(1, len(range(self.size)[part]))))

    def _name(self) -> str:
        return self.path.rpartition(".")[2]

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """A method of a text or date does what it does there; a function gives back its first argument; any other itself."""
        if self.parent is not None:
            return self._as_method(self.parent, self._name(), *arguments, **named)
        caller = named.pop("caller", None)
        given = next(iter((*arguments, *named.values())), self)
        if caller is None:
            return given
        return caller(*(Placeholder(obj=self, name=name) for name in caller.arguments))

    def _as_method(self, owner: "Placeholder", name: str, *arguments: Any, **named: Any) -> Any:
        if name in _WHOLE:
            return owner
        if name in _ONE:
            return owner[0]
        if name == "get" and arguments:
            return owner[arguments[0]]
        value: Any = _DAY if owner.kind in ("date", "time") and name in _OF_DAYS else str(owner)
        try:
            return getattr(value, name)(*arguments, **named) if arguments or name in _OF_TEXTS else self
        except (AttributeError, TypeError, ValueError, LookupError):
            return self

    def __iter__(self) -> Iterator[Any]:
        if self.path.count(".") < _DEEPEST:
            one = singular(self._name())
            for _ in range(self.size):
                item = Placeholder(obj=self.parent, name=one) if one != self._name() else Placeholder(obj=self, name="item")
                yield self.parts.get("*", item)

    def __reversed__(self) -> Iterator[Any]:
        return iter(self)

    def __len__(self) -> int:
        return self.size

    def __contains__(self, item: Any) -> bool:
        return False

    def __bool__(self) -> bool:
        return self.given and bool(self.size) and bool(self.text) and self.native != 0

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __format__(self, spec: str) -> str:
        for value in (self.text, self.native, _DAY):
            try:
                return format(value, spec)
            except ValueError:
                continue
        return self.text

    def __hash__(self) -> int:
        return hash(self.path)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Placeholder):
            return self.path == other.path
        return other in (self.text, self.native)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __int__(self) -> int:  # type: ignore[override]
        return int(self.native)

    def __float__(self) -> float:  # type: ignore[override]
        return float(self.native)

    __index__ = __int__

    def __neg__(self) -> Any:
        return -self.native

    def __pos__(self) -> Any:
        return self.native

    def __abs__(self) -> Any:
        return abs(self.native)

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.native, digits) if digits is not None else round(self.native)

    def __add__(self, other: Any) -> Any:
        return self.text + other if isinstance(other, str) else self._reckon(operator.add, other)

    def __radd__(self, other: Any) -> Any:
        return other + self.text if isinstance(other, str) else self._reckon(operator.add, other)

    def _reckon(self, operation: _Operation, other: Any, *, swapped: bool = False) -> Any:
        """The result as if both were what they stand for; the placeholder itself where that makes no sense."""
        right = other.native if isinstance(other, Placeholder) else other
        left: Any = self.native
        if isinstance(right, datetime | timedelta):
            left = _DAY
        elif isinstance(right, date):
            left = _DAY.date()
        elif isinstance(right, str):
            left = self.text
        try:
            return operation(right, left) if swapped else operation(left, right)
        except (TypeError, ValueError, ArithmeticError):
            return self

    __lt__ = _compared(operator.lt)  # type: ignore[assignment]  # Undefined raises where this is a value
    __le__ = _compared(operator.le)  # type: ignore[assignment]
    __gt__ = _compared(operator.gt)  # type: ignore[assignment]
    __ge__ = _compared(operator.ge)  # type: ignore[assignment]
    __sub__, __rsub__ = _reckoned(operator.sub)
    __mul__, __rmul__ = _reckoned(operator.mul)
    __truediv__, __rtruediv__ = _reckoned(operator.truediv)
    __floordiv__, __rfloordiv__ = _reckoned(operator.floordiv)
    __mod__, __rmod__ = _reckoned(operator.mod)
    __pow__, __rpow__ = _reckoned(operator.pow)


def _number(text: str, otherwise: Any) -> Any:
    """The number that a text shows, for comparing and adding."""
    match = re.fullmatch(r"\D{0,3}?(-?\d+(?:\.\d+)?)\D{0,3}", text.replace(",", ""))
    if not match:
        return otherwise
    return float(match[1]) if "." in match[1] else int(match[1])
