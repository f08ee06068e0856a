"""`msgreview init`: a folder made ready for messages, git and CI. Nothing that exists is ever overwritten."""

import re
import shlex
import shutil
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.settings import CONFIG_NAME
from msgreview.cli.commit_hook import NAME as HOOK
from msgreview.cli.fresh_files import GITLAB, Ci, Place, fresh_files, is_at_top, place_of
from msgreview.cli.install_line import NAME as REQUIREMENTS
from msgreview.cli.install_line import install_line, named_line
from msgreview.cli.output import say, write
from msgreview.cli.schema import write_schemas
from msgreview.model.errors import UsageError

_SCHEMAS = ("message", "config", "rubric")
_DRAFTED = "The samples are drafts, as nobody has reviewed them here: `status: published` puts a message into the yearly review."

_PUBLISHED = re.compile(r"repo: *['\"]?[\w.+-]+(?:://|@)\S*msgreview")
"""A hook of ours that comes from its repository: it reads whichever files are committed, in all catalogues."""


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
    place = place_of(folder)
    line = named_line(install_from) if install_from else install_line()
    wheel = _wheel(install_from)
    if install_from and line.problem:
        raise UsageError(line.problem)
    ci = ci or _ci_in_use(place)
    if monthly_issue and ci != "github":
        raise UsageError("--monthly-issue writes a workflow for GitHub. Elsewhere let a schedule run `review due`.")
    files = fresh_files(place, samples=samples, monthly_issue=monthly_issue, ci=ci)
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


def _say_places(place: Place, at_top: list[Path]) -> None:
    """Says which files went to the top of the repository."""
    if place.inside and at_top:
        names = ", ".join(path.relative_to(place.top).as_posix() for path in at_top)
        say(f"{place.inside} is in the repository {place.top.resolve()}. What belongs at its top was put there: {names}.")


def _ci_in_use(place: Place) -> Ci:
    """Whose CI the repository uses, as far as one sees."""
    from msgreview.history.git import GitError, Repository

    if (place.top / ".github").exists():
        return "github"
    if (place.top / GITLAB).exists():
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


def _advice(path: Path, ours: str, inside: str) -> str:
    """What an existing file lacks for the catalogue in the folder `inside` a repository, as a sentence; "" for nothing."""
    present = path.read_text("utf-8", "replace") if path.is_file() else ""
    if path.name in (".gitignore", ".gitattributes"):
        missing = [line for line in ours.splitlines() if not line.startswith("#") and line not in present.splitlines()]
        return f" Add to it: {'  '.join(missing)}" if missing else ""
    if path.name == GITLAB:
        [include] = re.findall(r"local: (.*)", ours)
        return "" if include in present else f" Add to it: include: [{{local: {include}}}]"
    if path.name == REQUIREMENTS and present != ours:
        wanted = next((line for line in ours.splitlines() if line and not line.startswith("#")), "")
        return "" if wanted in present.splitlines() else f" To have it from elsewhere, write in it: {wanted}"
    if path.name == HOOK and not _is_hooked(present, inside):
        return f" Add to its `repos`:\n{ours.partition('repos:')[2].strip(chr(10))}"
    return ""


def _is_hooked(hooks: str, inside: str) -> bool:
    """Whether the hooks of a repository read the messages of the catalogue in the folder `inside` it."""
    named = re.compile(rf"(?<![\w/.-]){re.escape(inside)}(?:/{re.escape(CONFIG_NAME)})?(?![\w/.-])")
    entries = re.findall(r"entry: *(.*msgreview lint.*)", hooks)
    reads = any(named.search(entry) if inside else "--config" not in entry for entry in entries)
    return reads or bool(_PUBLISHED.search(hooks))
