"""`msgreview init`: a folder made ready for messages, git and CI. Nothing that exists is ever overwritten."""

import os
import re
import shlex
import shutil
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, NamedTuple

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import message_files, repository_top, shipped
from msgreview.catalogue.schema_line import schema_line
from msgreview.catalogue.settings import load_settings
from msgreview.catalogue.write import scalar
from msgreview.cli.commit_hook import NAME as _HOOK
from msgreview.cli.commit_hook import files_pattern
from msgreview.cli.install_line import NAME as REQUIREMENTS
from msgreview.cli.install_line import install_line, named_line
from msgreview.cli.output import say, write
from msgreview.cli.schema import write_schemas
from msgreview.model.errors import MsgReviewError, UsageError

_FRESH = Path(__file__).parent / "fresh"
"""The files of a fresh catalogue; a leading dot in a name is written `dot.`."""

_MONTHLY = "reviews.yml"
"""The workflow that writes into somebody's tracker: only who asks for it gets it."""

_SETTINGS = "msgreview.yaml"
_POLICIES = "policies.yaml"
_SCHEMAS = ("message", "config", "rubric")
_FROM_SAMPLES = ("services", "vocabulary", "variables")
"""Settings that the sample messages rely on, or show at work."""

_DRAFTS = "drafts"
"""The folder of samples with faults, for demonstrations."""

_STAMP = re.compile(r"^( *)review:.*\n(?:\1 +.*\n)*", re.MULTILINE)
_STATUS = re.compile(r"^status:", re.MULTILINE)
_DRAFTED = "The samples are drafts, as nobody has reviewed them here: `status: published` puts a message into the yearly review."
_GITLAB = ".gitlab-ci.yml"
_PUBLISHED = re.compile(r"repo: *['\"]?[\w.+-]+(?:://|@)\S*msgreview")
"""A hook of ours that comes from its repository: it reads whichever files are committed, in all catalogues."""
_AT_TOP = (".github", ".gitlab", _GITLAB, _HOOK)
"""What GitHub, GitLab and pre-commit look for at the top of a repository, and nowhere else."""

Ci = Literal["github", "gitlab", "none"]


class _Place(NamedTuple):
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
        inside, lint = self.inside, f"msgreview lint --config {shlex.quote(f'{self.inside}/{_SETTINGS}')}"
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


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make ready.", show_default="the current one")
    ] = Path(),
    *,
    samples: Annotated[bool, typer.Option("--samples", help="With the sample messages of a fictional library.")] = False,
    ci: Annotated[
        Ci | None, typer.Option(help="Whose CI reads the messages.", show_default="github, or gitlab where that is in use")
    ] = None,
    install_from: Annotated[
        str | None,
        typer.Option(
            metavar="WHERE",
            help="Where CI gets msgreview: git+https://…, a wheel (it is copied), or a version such as msgreview==1.2.3.",
            show_default="where this one came from",
        ),
    ] = None,
    monthly_issue: Annotated[
        bool, typer.Option("--monthly-issue", help="With a workflow that opens an issue a month with what is due for review.")
    ] = False,
) -> None:
    """Make a folder ready for messages, git and CI.

    It gets settings, policies, a first message, a rule of your own, a workflow for CI and a commit hook; in a repository
    these two go to its top. Files that exist are kept as they are, and named.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder; it is made if need be.")
    place = _place(folder)
    line = named_line(install_from) if install_from else install_line()
    wheel = _wheel(install_from)
    if install_from and line.problem:
        raise UsageError(line.problem)
    ci = ci or _ci_in_use(place)
    if monthly_issue and ci != "github":
        raise UsageError("--monthly-issue writes a workflow for GitHub. Elsewhere let a schedule run `review due`.")
    files = _fresh(place, monthly_issue=monthly_issue, ci=ci)
    files = _with_samples(files) if samples else _without_first(files, folder)
    files = {path: _with_schema(path, text) for path, text in files.items()}
    files[PurePosixPath(REQUIREMENTS)] = line.text
    paths = {place.path(path): text for path, text in files.items()}
    existing = [path for path in paths if path.is_symlink() or path.exists()]
    try:
        for path, text in paths.items():
            if path not in existing:
                write_atomic(path, text)
        schemas = write_schemas(folder, _SCHEMAS, anew=False)
        if wheel:
            (folder / "wheels").mkdir(exist_ok=True)
            shutil.copy(wheel, folder / "wheels")
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder} could not be written: {error.strerror or error}. Run it again: it goes on."
        ) from None
    made = [path for path in paths if path not in existing]
    made += schemas
    write("".join(f"{path}\n" for path in made))
    for path in existing:
        say(f"{path} is there already and was kept as it is.{_advice(path, paths[path], place.inside)}")
    _say_places(place, [path for name in files if is_at_top(name) and (path := place.path(name)) in made])
    if line.problem and place.folder / REQUIREMENTS in made:
        say(line.problem)
    if samples:
        say(_DRAFTED)
    go = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    say(f"{len(made)} files written, {len(existing)} kept. Next: {go}msgreview lint")


def _say_places(place: _Place, at_top: list[Path]) -> None:
    """Says which files went to the top of the repository."""
    if place.inside and at_top:
        names = ", ".join(path.relative_to(place.top).as_posix() for path in at_top)
        say(f"{place.inside} is in the repository {place.top.resolve()}. What belongs at its top was put there: {names}.")


def _place(folder: Path) -> _Place:
    """The folder, and the top of the repository around it."""
    top = repository_top(folder)
    return _Place(folder, folder if top in (None, folder.resolve()) else Path(os.path.relpath(top)))


def _ci_in_use(place: _Place) -> Ci:
    """Whose CI the repository uses, as far as one sees."""
    from msgreview.history.git import GitError, Repository

    if (place.top / ".github").exists():
        return "github"
    if (place.top / _GITLAB).exists():
        return "gitlab"
    try:
        return "gitlab" if "gitlab" in Repository(place.top).origin() else "github"
    except GitError:
        return "github"


def _wheel(where: str | None) -> Path | None:
    """The wheel that is copied; UsageError where it is not there."""
    if where is None or not where.endswith(".whl") or "://" in where:
        return None
    if not Path(where).is_file():
        raise UsageError(f"there is no wheel {where}. `pip wheel --no-deps .` makes one in a checkout of msgreview.")
    return Path(where)


def _fresh(place: _Place, *, monthly_issue: bool, ci: Ci) -> dict[PurePosixPath, str]:
    """Path in the new catalogue → text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
    others = {".github": "github", ".gitlab": "gitlab", _GITLAB: "gitlab"}
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
    kind = {_SETTINGS: "config"}.get(str(path)) or {"messages": "message", "rubrics": "rubric"}.get(path.parts[0], "")
    if not kind:
        return text
    return schema_line(Path(), Path(path), kind) + text


def _unhidden(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(part.replace("dot.", ".", 1) if part.startswith("dot.") else part for part in path.parts))


def _without_first(files: dict[PurePosixPath, str], folder: Path) -> dict[PurePosixPath, str]:
    """The fresh files without the first message, where the settings that are there name messages."""
    if not (folder / _SETTINGS).is_file():
        return files
    try:
        present = message_files(load_settings(folder, date.min, folder / _SETTINGS, here=Path.cwd()), Path.cwd())
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
        if str(path) == _SETTINGS:
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


def _advice(path: Path, ours: str, inside: str) -> str:
    """What an existing file lacks for the catalogue in the folder `inside` a repository, as a sentence; "" for nothing."""
    present = path.read_text("utf-8", "replace") if path.is_file() else ""
    if path.name == ".gitignore":
        missing = [line for line in ours.splitlines() if not line.startswith("#") and line not in present.splitlines()]
        return f" Add to it: {'  '.join(missing)}" if missing else ""
    if path.name == _GITLAB:
        [include] = re.findall(r"local: (.*)", ours)
        return "" if include in present else f" Add to it: include: [{{local: {include}}}]"
    if path.name == REQUIREMENTS and present != ours:
        wanted = next((line for line in ours.splitlines() if line and not line.startswith("#")), "")
        return "" if wanted in present.splitlines() else f" To have it from elsewhere, write in it: {wanted}"
    if path.name == _HOOK and not _is_hooked(present, inside):
        return f" Add to its `repos`:\n{ours.partition('repos:')[2].strip(chr(10))}"
    return ""


def _is_hooked(hooks: str, inside: str) -> bool:
    """Whether the hooks of a repository read the messages of the catalogue in the folder `inside` it."""
    named = re.compile(rf"(?<![\w/.-]){re.escape(inside)}(?:/{re.escape(_SETTINGS)})?(?![\w/.-])")
    entries = re.findall(r"entry: *(.*msgreview lint.*)", hooks)
    reads = any(named.search(entry) if inside else "--config" not in entry for entry in entries)
    return reads or bool(_PUBLISHED.search(hooks))
