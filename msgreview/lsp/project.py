"""A catalogue as an editor has it open: its files with what is unsaved in them, and the problems of its settings and rubrics."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from os import path as os_path
from pathlib import Path
from typing import Literal

from msgreview.catalogue.files import YAML_SUFFIXES, FileStamp, file_stamp, message_files
from msgreview.catalogue.keyed_file import FileProblem
from msgreview.catalogue.load import LoadedFile
from msgreview.catalogue.settings import CONFIG_NAME, load_settings, text_problems
from msgreview.catalogue.votes import NAME as VOTES
from msgreview.catalogue.votes import votes_in
from msgreview.history.git import Repository
from msgreview.history.planfile import NAME as PLAN
from msgreview.lint.baseline import NAME as BASELINE
from msgreview.lint.workspace import Workspace
from msgreview.lsp.documents import Document
from msgreview.model.config import Settings
from msgreview.model.cycle import today
from msgreview.model.errors import MsgReviewError
from msgreview.model.span import Source
from msgreview.rubric.assemble import rubric_problems
from msgreview.rubric.discover import rubric_files, rubric_folders
from msgreview.rubric.schema import Rule

FileKind = Literal["message", "settings", "policies", "rubric", "votes", "plan", "baseline", ""]
_PROBLEM = re.compile(r"(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<words>.*)", re.DOTALL)


class Project:
    """A catalogue by the folder of its settings. Without a `workspace` these, or a rubric, cannot be used; `failure` says why."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings: Settings | None = None
        self.workspace: Workspace | None = None
        self.failure = ""
        self.versioned_edits = False
        """Whether the editor takes edits for a certain version of a file."""
        self.states: dict[str, tuple[str, str]] = {}
        """Id of a message → its file, and where it stands in its review, once that has been read."""
        self.problems: dict[Path, list[FileProblem]] = {}
        """What is wrong with the files of the catalogue's settings and rubrics, as they are on disk."""
        self._stamps: dict[Path, FileStamp] = {}
        self._read: dict[str, LoadedFile] = {}
        """What open files held when they could be read last."""
        self.reload(())
        self.changed_on_disk()

    def reload(self, documents: Iterable[Document]) -> None:
        """Loads settings and rubrics afresh, and lays the messages among the open `documents` over the files.

        What was loaded before stays in use as long as they cannot be used.
        """
        self.failure, self.problems = "", {}
        try:
            self.settings = load_settings(self.root, today(), here=self.root)
            workspace = Workspace(self.settings)
        except MsgReviewError as error:
            self.failure = str(error)
            self.problems = self._by_file(_problems(self.failure))
            return
        if self.workspace:
            self.workspace.close()
        self.workspace = workspace
        for each in documents:
            self.write(each)

    @cached_property
    def me(self) -> str:
        """Who works here, as git has it; "" where it does not say."""
        try:
            return Repository(self.root).me()
        except MsgReviewError:
            return ""

    @property
    def is_of_yesterday(self) -> bool:
        """Whether a day has begun since the settings were loaded: waivers end, reviews are due."""
        return self.settings is not None and self.settings.today != today()

    def kind(self, path: Path) -> FileKind:
        """What a file is in this catalogue; "" for one that is nothing to it."""
        at = Path(os_path.normpath(path))
        if at == self.root / CONFIG_NAME:
            return "settings"
        if at == self.root / VOTES:
            return "votes"
        if at == self.root / PLAN:
            return "plan"
        if at == self.root / BASELINE:
            return "baseline"
        if self.settings is None or at.suffix.lower() not in YAML_SUFFIXES:
            return ""
        config = self.settings.config
        if at == Path(os_path.normpath(self.root / config.policies)):
            return "policies"
        own = [Path(os_path.normpath(self.root / name)) for name in config.rubrics]
        if at in own or at.parent in own:
            return "" if at.name.split(".")[0] == "moves" else "rubric"
        return "message" if self.workspace and self.workspace.files.is_message(at) else ""

    def kind_of(self, document: Document) -> FileKind:
        """As what an open file is read."""
        kind = self.kind(document.path)
        return "message" if not kind and document.looks_like_message else kind

    def rule(self, id_: str) -> Rule | None:
        """The rule of an id; None where there is none, or the rubrics cannot be used."""
        return self.workspace.rules.all_rules.get(id_) if self.workspace else None

    def write(self, document: Document) -> None:
        """Lays an open message file over the one on disk."""
        if self.workspace and self.is_message(document):
            self.workspace.write(document.path, document.source.text)
            self.last_read(document)

    def close(self, document: Document) -> None:
        """Takes a message file that is not open any more as it is on disk."""
        if self.workspace and self.is_message(document):
            self.workspace.write(document.path, None)
        self._read.pop(document.uri, None)

    def is_message(self, document: Document) -> bool:
        """Whether a document is read as a message file."""
        return self.kind_of(document) == "message"

    def loaded(self, document: Document) -> LoadedFile | None:
        """What an open message file holds; None for other files."""
        if self.workspace is None or not self.is_message(document):
            return None
        return self.workspace.loaded(self.workspace.files.shown(document.path))

    def last_read(self, document: Document) -> LoadedFile | None:
        """What an open message file holds, or held before what is being typed could no longer be read."""
        loaded = self.loaded(document)
        if loaded and (loaded.entries or document.uri not in self._read):
            self._read[document.uri] = loaded
        return self._read.get(document.uri)

    def other_files(self) -> list[Path]:
        """The files besides messages in which names may stand, those that are there."""
        if self.settings is None:
            return []
        own = rubric_files(rubric_folders(self.settings)[1:])
        named = (CONFIG_NAME, self.settings.config.policies, VOTES, PLAN)
        return [path for path in (*(Path(os_path.normpath(self.root / name)) for name in named), *own) if path.is_file()]

    def changed_on_disk(self) -> list[Path]:
        """The files of the catalogue that were written, made or removed since this was asked last."""
        if self.settings is None:
            paths = [self.root / CONFIG_NAME]
        else:
            messages = (file.path for file in message_files(self.settings, self.root))
            paths = [*messages, *self.other_files(), self.root / BASELINE]
        before, self._stamps = self._stamps, {path: stamp for path in paths if (stamp := file_stamp(path))}
        there = self._stamps.items() ^ before.items()
        return sorted({path for path, _ in there})

    def text_problems(self, document: Document) -> list[FileProblem]:
        """What is wrong with an open file of settings, policies, votes or rules by itself."""
        text, shown = document.source.text, document.path.name
        match self.kind(document.path):
            case "settings" | "policies" as kind:
                return _problems(text_problems(kind, text, shown))
            case "votes":
                return _problems("\n".join(votes_in(text.encode("utf-8", "replace")).problems))
            case "rubric" if self.settings and self.workspace:
                source = Source.of(shown, text)
                return rubric_problems(source, document.path.stem, self.settings, self.workspace.rules.moves)
        return []

    def _by_file(self, problems: Iterable[FileProblem]) -> dict[Path, list[FileProblem]]:
        by_file: dict[Path, list[FileProblem]] = defaultdict(list)
        for problem in problems:
            by_file[Path(os_path.normpath(self.root / problem.path))].append(problem)
        return by_file


def _problems(text: str) -> list[FileProblem]:
    """The problems that an error lists, a line each; what names no place is one of the settings."""
    problems = []
    for row in text.splitlines():
        match = _PROBLEM.fullmatch(row)
        if match:
            problems.append(FileProblem(match["path"], int(match["line"]), int(match["column"]), match["words"]))
        else:
            problems.append(FileProblem(CONFIG_NAME, 1, 1, row))
    return problems
