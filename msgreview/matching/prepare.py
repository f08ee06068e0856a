"""Validates patterns, and derives the properties that the matcher needs before it compiles them.

That takes half a second for all rubrics, so properties are saved: those of the shipped ones with the program, where it was
built so, and all others by the first run that needs them.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import unidata_version

import msgspec

from msgreview.matching.engines import VERSION, by_regex, program_of
from msgreview.matching.fast import is_valid_re2
from msgreview.matching.pattern import Pattern, PatternError, Prepared, straight
from msgreview.matching.prefilter import needed_texts
from msgreview.matching.re2_syntax import has_common_syntax, is_alike, stays_in_line, without_looks, without_references
from msgreview.model.blake2 import blake2b

_WORDS = Prepared(alike=False, in_line=True)
_MOST = 16384
"""Most patterns whose properties stay in memory or in a file."""


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    key: str
    patterns: list[tuple[Pattern, Prepared]]


_prepared: dict[Pattern, Prepared] = {}
"""What is worked out already: rules are tried one by one with the same moves."""


def prepare(patterns: Sequence[Pattern]) -> tuple[Prepared, ...]:
    """The properties of each pattern. Raises PatternError for one that cannot be read."""
    if len(_prepared) > _MOST:
        _prepared.clear()
    return tuple([_prepared.get(pattern) or _prepare(pattern, index) for index, pattern in enumerate(straight(patterns))])


def load_prepared(*paths: Path) -> int:
    """Takes over the properties that were saved in files, if they are of this program; each file is read once.

    Returns of how many patterns they are known now.
    """
    for path in paths:
        _load(path)
    return len(_prepared)


@cache
def _load(path: Path) -> None:
    with suppress(OSError, UnicodeDecodeError, msgspec.DecodeError):
        saved = msgspec.msgpack.decode(path.read_bytes(), type=_Saved)
        if saved.key == _key():
            _prepared.update(saved.patterns)


def all_prepared() -> bytes:
    """What a file holds that saves all of them."""
    return msgspec.msgpack.encode(_Saved(_key(), list(_prepared.items())))


@cache
def _key() -> str:
    """What the properties of a pattern depend on besides it."""
    digest = blake2b(f"{unidata_version} {VERSION}".encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _prepare(pattern: Pattern, index: int) -> Prepared:
    if pattern.literal:
        if not pattern.regex:
            raise PatternError(index, "there are no words in it")
        return _WORDS
    program = program_of(by_regex(pattern, index))
    if is_alike(pattern.regex) and is_valid_re2(pattern):
        prepared = Prepared(alike=True, in_line=_in_line(pattern), needs=_needs(pattern.regex), program=program)
    else:
        needed, wider = _without_looks(pattern.regex)
        prepared = Prepared(alike=False, in_line=_in_line(pattern), needs=needed, program=program, wider=wider)
    _prepared[pattern] = prepared
    return prepared


def needs(expression: str) -> tuple[tuple[str, ...], ...]:
    """The texts one of each of which, in one case, every match of an expression holds."""
    return _without_looks(expression)[0]


@lru_cache(maxsize=4096)
def _without_looks(expression: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """What a pattern needs, and what RE2 finds of it without its look-around, which only takes matches away.

    Nothing where RE2 has no such syntax.
    """
    plain = without_looks(expression)
    if plain is None or not has_common_syntax(without_references(plain)):
        return (), ""
    return _needs(expression), plain if is_alike(plain) else ""


def _needs(expression: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(texts)) for texts in needed_texts(expression))


def _in_line(pattern: Pattern) -> bool:
    return pattern.line or stays_in_line(pattern.regex)
