"""The files of Vale's styles and vocabularies."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgreview.model.config import Settings

RULE_SUFFIX = ".yml"
"""Vale reads no other."""
_TESTS = (".test.yml", "_test.yml")
WORD_LISTS = ("accept.txt", "reject.txt")


class RuleFile(NamedTuple):
    """A file of a style. The rule in it is `style.name`."""

    style: str
    name: str
    path: Path


def rule_files(path: Path) -> tuple[RuleFile, ...]:
    """The rules of a style, by name, or the one that a file holds; in folders of a style, `folder.name`.

    A folder with no rule of its own is no style, whatever its folders hold.
    """
    if path.suffix == RULE_SUFFIX and path.is_file():
        return (RuleFile(path.parent.name, path.stem, path),)
    if not any(path.glob(f"*{RULE_SUFFIX}")):
        return ()
    files = sorted(file for file in path.rglob(f"*{RULE_SUFFIX}") if _is_rule(file.relative_to(path)))
    return tuple(RuleFile(path.name, ".".join((*f.relative_to(path).parent.parts, f.stem)), f) for f in files)


def word_lists(path: Path) -> tuple[Path, ...]:
    """The lists of a vocabulary: words that are accepted, words that are rejected."""
    return tuple(path / name for name in WORD_LISTS if (path / name).is_file())


def vale_files(settings: Settings) -> list[Path]:
    """Every file of the styles and vocabularies that the settings name."""
    return list(dict.fromkeys(chain.from_iterable(_files(Path(settings.root, path)) for path in settings.config.vale_styles)))


def _files(path: Path) -> Iterator[Path]:
    yield from (file.path for file in rule_files(path))
    yield from word_lists(path)


def _is_rule(path: Path) -> bool:
    """Whether a file below a style is a rule, and no test of one; folders that begin with a dot or an underscore are left out."""
    return not path.name.endswith(_TESTS) and not any(part.startswith((".", "_")) for part in path.parts)
