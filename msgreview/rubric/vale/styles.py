"""All rules of the styles of Vale, and of its vocabularies, that the settings name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import regex

from msgreview.catalogue.files import content
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import FileError, Tree, load_source
from msgreview.model.config import VALE, Settings
from msgreview.model.span import Source
from msgreview.rubric.schema import Rubric, Rule
from msgreview.rubric.vale.files import RuleFile, rule_files, vale_files, word_lists
from msgreview.rubric.vale.patterns import as_exception
from msgreview.rubric.vale.rule import RuleError, load_tree, make_rule

_OWN = "Vale"
"""The style of the rules that a vocabulary makes."""


class Styles(NamedTuple):
    """The rules of styles. `problems` name what the settings have and is not there; `notes`, what is not done of a rule."""

    rubrics: tuple[Rubric, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    digest: bytes
    """All that was read, and where."""


def load_styles(settings: Settings, shown: Callable[[Path], str]) -> Styles:
    """The rules of all styles, by style in the order of the settings, those that a vocabulary makes first."""
    loading = _Loading(settings, shown)
    rubrics = loading.load() if settings.config.vale_styles else ()
    texts = [f"\0{shown(path)}\0".encode("utf-8", "surrogateescape") + content(path) for path in vale_files(settings)]
    return Styles(rubrics, tuple(loading.notes), tuple(loading.problems), b"".join(texts))


class _Loading:
    """What has been loaded, and what cannot be used."""

    def __init__(self, settings: Settings, shown: Callable[[Path], str]) -> None:
        self._settings = settings
        self._shown = shown
        self.notes: list[str] = []
        self.problems: list[str] = []

    def load(self) -> tuple[Rubric, ...]:
        """The rules of the styles, a rubric each."""
        names = self._settings.config.vale_styles
        folders = {name: Path(self._settings.root, name) for name in names}
        accepted, rejected = ([*self._words(folders.values(), name)] for name in ("accept.txt", "reject.txt"))
        rubrics = {_OWN: self._vocabulary(accepted, rejected)} if accepted or rejected else {}
        words = tuple(regex.escape(word, literal_spaces=True) for word in self._settings.config.vocabulary.accept)
        terms = tuple(map(as_exception, accepted))
        for number, (name, folder) in enumerate(folders.items()):
            files = rule_files(folder)
            if not files and not word_lists(folder):
                self._report_missing(number, name, folder)
            for file in files:
                if rule := self._rule(file, terms, words):
                    before = rubrics[file.style].rules if file.style in rubrics else ()
                    rubrics[file.style] = _rubric(file.style, (*before, rule), self._shown(folder))
        return tuple(rubrics.values())

    def _rule(self, file: RuleFile, terms: tuple[str, ...], words: tuple[str, ...]) -> Rule | None:
        """The rule in a file; None, and a note, where it cannot be used."""
        id_ = f"{file.style}.{file.name}"
        try:
            source = load_source(file.path, self._shown(file.path))
            tree = load_tree(source)
        except FileError as error:
            self.notes.append(f"{describe_error(error)} {id_} is not used.")
            return None
        try:
            made = make_rule(file.style, file.name, tree.value, source.path, terms, words)
        except RuleError as error:
            self.notes.append(f"{_at(source, tree, error.key)}: {id_} is not used: {error.words}.")
            return None
        self.notes += [f"{_at(source, tree, key)}: {id_}: {note}." for note, key in made.notes]
        return made.rule

    def _words(self, folders: Iterable[Path], name: str) -> Iterator[str]:
        """The words in the lists of a name, one a line; a line that begins with "# " is a comment."""
        for path in (path for folder in folders for path in word_lists(folder) if path.name == name):
            try:
                lines = map(str.strip, load_source(path, self._shown(path)).text.splitlines())
            except FileError as error:
                self.notes.append(describe_error(error))
                continue
            for word in filter(None, lines):
                if not word.startswith("# "):
                    yield word

    def _vocabulary(self, accepted: Sequence[str], rejected: Sequence[str]) -> Rubric:
        """The rules that a vocabulary makes: accepted words are written as they are there, rejected ones are avoided."""
        rules: list[tuple[str, dict[str, Any]]] = []
        if accepted:
            swap = {as_exception(word.lower()): word for word in accepted}
            terms = {"extends": "substitution", "message": "Use '%s' instead of '%s'.", "level": "error"}
            rules.append(("Terms", terms | {"ignorecase": "true", "vocab": "false", "swap": swap}))
        if rejected:
            avoid = {"extends": "existence", "message": "Avoid using '%s'.", "level": "error"}
            rules.append(("Avoid", avoid | {"tokens": rejected}))
        made = []
        for name, values in rules:
            try:
                made.append(make_rule(_OWN, name, values, self._settings.config_path, (), ()).rule)
            except RuleError as error:
                self.notes.append(f"{self._settings.config_path}: {_OWN}.{name} is not used: {error.words}.")
        return _rubric(_OWN, tuple(made), self._settings.config_path)

    def _report_missing(self, number: int, name: str, folder: Path) -> None:
        at = self._settings.config_position(f"rubrics.{self._number(number)}")
        inner = next((path.parent.name for path in sorted(folder.glob("*/*.yml"))), "") if folder.is_dir() else ""
        if not folder.exists():
            words = "there is no such folder. Correct `rubrics:` in your settings."
        elif inner:
            words = f"it holds styles. Name those that you want, such as '{VALE}{name.rstrip('/')}/{inner}'."
        else:
            words = "it holds no rule of Vale's (a file that ends in .yml) and no vocabulary (accept.txt, reject.txt)."
        self.problems.append(f"{at}: '{VALE}{name}': {words}")

    def _number(self, number: int) -> int:
        """The number of a style among all of `rubrics`."""
        return [index for index, name in enumerate(self._settings.config.rubrics) if name.startswith(VALE)][number]


def _rubric(style: str, rules: tuple[Rule, ...], path: str) -> Rubric:
    return Rubric(style, f"{style}, a style of Vale", "clear", "Rules as Vale has them.", "", rules, path)


def _at(source: Source, tree: Tree, key: str) -> str:
    """The `path:line:column` of a key of a rule, or of the rule."""
    span = next((span for path, span in tree.spans.items() if key and path.lower() == key), tree.spans.get(""))
    line, column = source.position(span.key_start if span else 0)
    return f"{source.path}:{line}:{column}"
