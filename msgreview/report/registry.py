"""Registries of modules: a package's formats, or the tables of a report, are its modules, and are listed nowhere else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

import msgspec

from msgreview.report.lines import Block, Line

T = TypeVar("T")


class Pieces(msgspec.Struct, frozen=True):
    """A text that is printed as it is, piece by piece: that of a large catalogue would fill the memory."""

    texts: Iterable[str]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)


class Format(msgspec.Struct, frozen=True):
    """How an output is written. The name of a format is that of its module."""

    suffix: str
    """That of a file in this format."""
    render: Callable[[Any, int], str | bytes | Pieces | Iterable[Block]]
    """The subject of the package and a width in columns → text, the bytes of a file, or lines and tables to be styled."""
    closing: Callable[[Any], Iterable[Line]] | None = None
    """The subject → what is said beside the output, on standard error."""
    is_binary: bool = False
    """Whether it can only be written to a file."""


class Registry(Mapping[str, T]):
    """What the modules of a package export under one name, by the names of the modules.

    Iteration imports nothing: a module is imported when it is looked up. The `first` name, if given, leads; the others
    follow by name.
    """

    def __init__(self, package: str, paths: Iterable[str], export: str, first: str = "") -> None:
        self._package = package
        self._export = export
        names = (module.name for module in iter_modules(paths) if not module.ispkg)
        self._names = tuple(sorted(names, key=lambda name: (name != first, name)))

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        value: T = getattr(import_module(f"{self._package}.{name}"), self._export)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
