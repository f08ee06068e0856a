"""YAML 1.2's core schema: what an unquoted word means where a value may be of any type, as in samples."""

from typing import Self

from msgreview.model.later import later


class TypedNumber:
    """A number that prints as it was typed: `007`, `1.10`."""

    typed: str

    def __new__(cls, value: float, typed: str) -> Self:
        """The number, and the characters that stand for it."""
        number: Self = super().__new__(cls, value)  # type: ignore[call-arg]  # int's or float's, the next of the bases
        number.typed = typed
        return number

    def __getnewargs__(self) -> tuple[float, str]:
        return +self, self.typed  # type: ignore[operator]

    def __str__(self) -> str:
        return self.typed

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return super().__format__(spec) if spec else self.typed


class TypedInt(TypedNumber, int):  # type: ignore[misc]
    """A whole number that prints as it was typed."""


class TypedFloat(TypedNumber, float):  # type: ignore[misc]
    """A number that prints as it was typed."""


_INT = later(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = later(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_MAX_DIGITS = 400
"""Python refuses to read whole numbers of thousands of digits; nothing that long is meant as a number anyway."""
_MOST_DIGITS_PACKED = 19
"""Caches take whole numbers of fewer characters as they are (64 bits); longer ones are saved by their digits."""


def core_value(text: str) -> str | int | float | bool | None:
    """What an unquoted word means (YAML 1.2.2, section 10.3.2); dates and times stay text.

    >>> core_value("1.10"), core_value("no"), core_value("12:30"), core_value("0x1F") == 31
    (1.10, 'no', '12:30', True)
    """
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        integer = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        return integer if str(integer) == text and len(text) < _MOST_DIGITS_PACKED else TypedInt(integer, text)
    if _FLOAT.fullmatch(text):
        number = float(text.replace(".", "") if text[-1] in "fFnN" else text)
        return number if repr(number) == text else TypedFloat(number, text)
    return text
