"""Loads moves files, and names every problem in them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgreview.catalogue.index import closure
from msgreview.catalogue.validate import convert, describe, describe_error, did_you_mean
from msgreview.catalogue.yaml_tree import Constructor, FileError, Tree, compose, load_source
from msgreview.model.errors import RubricError
from msgreview.model.span import Source
from msgreview.moves.expansion import names_in
from msgreview.moves.moves import Moves
from msgreview.moves.schema import MoveEntry, MovesFile, PatternEntry


def load_moves(*paths: Path, shown: Callable[[Path], str] = Path.as_posix) -> Moves:
    """The moves of some files, the later adding to the earlier; RubricError names every problem at path:line:column.

    `shown` gives the path to print.
    """
    problems: list[str] = []
    files: list[MovesFile] = []
    places: list[tuple[str, str]] = []
    words: dict[str, dict[str, str]] = {}
    names: set[str] = set()
    for path in paths:
        loaded = _load(path, shown(path), problems)
        if loaded is None:
            continue
        source, tree, file = loaded
        own = words.setdefault(file.lang, {})
        own |= file.words
        names |= set(file.moves)
        problems += _problems(source, tree, file, own, names)
        files.append(file)
        places += [(written, _place(source, tree, at)) for at, written in _written(file)]
    if problems:
        raise RubricError("\n".join(problems))
    return Moves(files, places)


def _load(path: Path, shown: str, problems: list[str]) -> tuple[Source, Tree, MovesFile] | None:
    try:
        source = load_source(path, shown)
        tree = Constructor(source).construct(next(iter(compose(source))))
    except FileError as error:
        problems.append(describe_error(error))
        return None
    file, against_schema = convert(tree, MovesFile)
    problems += [describe(source, problem) for problem in (*tree.problems, *against_schema)]
    return (source, tree, file) if file else None


def _problems(source: Source, tree: Tree, file: MovesFile, words: dict[str, str], names: set[str]) -> Iterator[str]:
    """What a schema cannot see: names and moves that do not exist, and patterns that are none."""
    for at, written in _written(file):
        unknown = next((name for name in names_in(written) if name not in words), None)
        if unknown is not None:
            yield f"{_place(source, tree, at)}: <{unknown}> is not among the `words`.{_meant(unknown, words)}"
    for name in file.words:
        if _holds_itself(name, words):
            yield f"{_place(source, tree, f'words.{name}')}: <{name}> stands for itself. Write out one of the names in it."
    for at, move in _named(file):
        if move not in names:
            yield f"{_place(source, tree, at)}: there is no move '{move}'.{_meant(move, names)}"


def _place(source: Source, tree: Tree, at: str) -> str:
    line, column = source.position(tree.spans[at].start)
    return f"{source.path}:{line}:{column}"


def _holds_itself(name: str, words: dict[str, str]) -> bool:
    """Whether the words of `name` come to `name` again."""
    return name in closure(names_in(words[name]), lambda inner: names_in(words.get(inner, "")))


def _meant(word: str, names: Iterable[str]) -> str:
    return " " + did_you_mean(word, names, "Correct its name, or add it.")


def _written(file: MovesFile) -> Iterator[tuple[str, str]]:
    """Every pattern of a file, with its dotted path."""
    for name, piece in file.words.items():
        yield f"words.{name}", piece
    for name, move in file.moves.items():
        for number, item in enumerate(move.patterns):
            at = f"moves.{name}.patterns.{number}"
            yield (at, item) if isinstance(item, str) else (f"{at}.match", item.match)
        for number, written in enumerate(move.unless):
            yield f"moves.{name}.unless.{number}", written


def _named(file: MovesFile) -> Iterator[tuple[str, str]]:
    """Every move that a file names as a neighbour or as implied, with its dotted path."""
    for name, move in file.moves.items():
        yield from _listed(move, f"moves.{name}", ("implies", "after", "unless_after"))
        for number, item in enumerate(move.patterns):
            if isinstance(item, PatternEntry):
                yield from _listed(item, f"moves.{name}.patterns.{number}", ("after", "unless_after", "unless_said"))


def _listed(entry: MoveEntry | PatternEntry, path: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every item in the lists that an entry has under some keys, with its dotted path."""
    for key in keys:
        for number, item in enumerate(getattr(entry, key) or ()):
            yield f"{path}.{key}.{number}", item
