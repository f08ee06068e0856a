"""The files of a fresh catalogue, and where each is written: beside the messages, or at the top of the repository around them."""

import os
import re
import shlex
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msgreview.catalogue.files import message_files, repository_top, shipped
from msgreview.catalogue.schema_line import schema_line
from msgreview.catalogue.settings import CONFIG_NAME, load_settings
from msgreview.catalogue.write import scalar
from msgreview.cli.commit_hook import NAME as HOOK
from msgreview.cli.commit_hook import files_pattern
from msgreview.cli.install_line import NAME as REQUIREMENTS
from msgreview.model.errors import MsgReviewError

_FRESH = Path(__file__).parent / "fresh"
"""The files of a fresh catalogue; a leading dot in a name is written `dot.`."""

_MONTHLY = "reviews.yml"
"""The workflow that writes into somebody's tracker: only who asks for it gets it."""

_POLICIES = "policies.yaml"
_FROM_SAMPLES = ("services", "vocabulary", "variables")
"""Settings that the sample messages rely on, or show at work."""

_DRAFTS = "drafts"
"""The folder of samples with something wrong in each, for demonstrations."""

_STAMP = re.compile(r"^( *)review:.*\n(?:\1 +.*\n)*", re.MULTILINE)
_STATUS = re.compile(r"^status:", re.MULTILINE)
GITLAB = ".gitlab-ci.yml"
_AT_TOP = (".github", ".gitlab", GITLAB, HOOK)
"""What GitHub, GitLab and pre-commit look for at the top of a repository, and nowhere else."""

Ci = Literal["github", "gitlab", "none"]


class Place(NamedTuple):
    """Where a catalogue is made ready."""

    folder: Path
    top: Path
    """The top of the repository around it; the folder itself where there is none."""

    @property
    def inside(self) -> str:
        """The folder from the top: "" at the top."""
        return "" if self.top == self.folder else Path(os.path.relpath(self.folder, self.top)).as_posix()

    @property
    def name(self) -> str:
        """What tells the catalogue from others in the repository, as a part of a file's name; "" at the top."""
        return re.sub(r"\W+", "-", self.inside).strip("-")

    def path(self, name: PurePosixPath) -> Path:
        """Where a file of a fresh catalogue is written."""
        if not is_at_top(name):
            return self.folder / name
        return self.top / (name.with_stem(f"{name.stem}-{self.name}") if self.name and len(name.parts) > 1 else name)

    def values(self) -> dict[str, str]:
        """What the files at the top say of where the catalogue lies, as texts in YAML."""
        inside, lint = self.inside, f"msgreview lint --config {shlex.quote(f'{self.inside}/{CONFIG_NAME}')}"
        texts = {
            "folder": inside or ".",
            "requirements": f"{inside}/{REQUIREMENTS}".lstrip("/"),
            "entry": f"{lint if inside else 'msgreview lint'} --new-since HEAD",
            "files": files_pattern(self.folder, inside),
            "go": f"cd {shlex.quote(inside or '.')}",
        }
        return {name: scalar(text, flow=True) for name, text in texts.items()} | {"suffix": f"-{self.name}" if self.name else ""}


def is_at_top(name: PurePosixPath) -> bool:
    """Whether a file belongs at the top of a repository, wherever the catalogue lies."""
    return name.parts[0] in _AT_TOP


def place_of(folder: Path) -> Place:
    """The folder, and the top of the repository around it."""
    top = repository_top(folder)
    return Place(folder, folder if top in (None, folder.resolve()) else Path(os.path.relpath(top)))


def fresh_files(place: Place, *, samples: bool, monthly_issue: bool, ci: Ci) -> dict[PurePosixPath, str]:
    """Path in the new catalogue → text."""
    files = _fresh(place, monthly_issue=monthly_issue, ci=ci)
    files = _with_samples(files) if samples else _without_first(files, place.folder)
    return {path: _with_schema(path, text) for path, text in files.items()}


def _fresh(place: Place, *, monthly_issue: bool, ci: Ci) -> dict[PurePosixPath, str]:
    paths = sorted(path for path in _FRESH.rglob("*") if path.is_file() and (monthly_issue or path.name != _MONTHLY))
    environment = Environment(
        loader=FileSystemLoader(_FRESH),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    others = {".github": "github", ".gitlab": "gitlab", GITLAB: "gitlab"}
    files = {_unhidden(PurePosixPath(path.relative_to(_FRESH).as_posix())): path for path in paths}
    return {
        name: environment.get_template(path.relative_to(_FRESH).as_posix()).render(place.values())
        if is_at_top(name)
        else path.read_text("utf-8")
        for name, path in files.items()
        if others.get(name.parts[0], ci) == ci
    }


def _with_schema(path: PurePosixPath, text: str) -> str:
    """The text of a file with the comment that names its schema, if it has one."""
    kind = {CONFIG_NAME: "config"}.get(str(path)) or {"messages": "message", "rubrics": "rubric"}.get(path.parts[0], "")
    if not kind:
        return text
    return schema_line(Path(), Path(path), kind) + text


def _unhidden(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(part.replace("dot.", ".", 1) if part.startswith("dot.") else part for part in path.parts))


def _without_first(files: dict[PurePosixPath, str], folder: Path) -> dict[PurePosixPath, str]:
    """The fresh files without the first message, where the settings that are there name messages."""
    if not (folder / CONFIG_NAME).is_file():
        return files
    try:
        present = message_files(load_settings(folder, date.min, folder / CONFIG_NAME, here=Path.cwd()), Path.cwd())
    except MsgReviewError:
        present = []
    return {path: text for path, text in files.items() if not (present and path.parts[0] == "messages")}


def _with_samples(files: dict[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """The fresh files with the sample catalogue in place of the one welcome message.

    Its messages are drafts without a review: who reviewed them in their library is nobody here.
    """
    folder = shipped("messages")
    samples = {PurePosixPath(path.relative_to(folder).as_posix()): path for path in sorted(folder.rglob("*.yaml"))}
    files = {path: text for path, text in files.items() if path.parts[0] != "messages"}
    for path, source in samples.items():
        text = source.read_text("utf-8")
        if str(path) == CONFIG_NAME:
            files[path] = _settings_of(text, files[path])
        elif str(path) == _POLICIES:
            files[path] = text
        elif path.parts[0] != _DRAFTS:
            files["messages" / path] = _STAMP.sub(r"" if _STATUS.search(text) else r"\1status: draft\n", text)
    return files


def _settings_of(sample: str, fresh: str) -> str:
    """The explained settings with what the sample catalogue says in its own; both are texts of ours, with keys at the margin."""
    for key in _FROM_SAMPLES:
        block = re.compile(rf"^{key}:.*\n(?:[ ].*\n)*", re.MULTILINE)
        stated = block.search(sample)
        if stated:
            fresh = block.sub(lambda _, text=stated[0]: text, fresh)  # type: ignore[misc]
    return fresh
