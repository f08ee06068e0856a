"""A shuffle that is the same for everybody, every time."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import TypeVar

from msgreview.model.blake2 import blake2b

T = TypeVar("T")


def shuffled(items: Iterable[T], seed: str, fits: Callable[[list[T]], bool]) -> list[T]:
    """The items in an order that depends on `seed` alone, the first that `fits`. There must be one."""
    listed = list(enumerate(items))
    for turn in count():
        order = sorted(listed, key=lambda pair: blake2b(f"{seed}\0{turn}\0{pair[0]}".encode()).digest())
        if fits(result := [item for _, item in order]):
            return result
    raise AssertionError  # count() does not end
