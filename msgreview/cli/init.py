"""`msgreview init`: a folder made ready for messages, git and CI. Nothing that exists is ever overwritten."""

import re
import shlex
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from msgreview.cli.output import say, write
from msgreview.model.errors import UsageError

_FRESH = Path(__file__).parent / "fresh"
"""The files of a fresh catalogue; a leading dot in a name is written `dot.`."""

_MONTHLY = "reviews.yml"
"""The workflow that writes into somebody's tracker: only who asks for it gets it."""

_SETTINGS = "msgreview.yaml"
_POLICIES = "policies.yaml"
_FROM_SAMPLES = ("services", "vocabulary", "variables")
"""Settings that the sample messages rely on, or show at work."""

_DRAFTS = "drafts"
"""The folder of samples with faults, for demonstrations."""


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make ready.", show_default="the current one")
    ] = Path(),
    *,
    samples: Annotated[bool, typer.Option("--samples", help="With the sample messages of a fictional library.")] = False,
    monthly_issue: Annotated[
        bool, typer.Option("--monthly-issue", help="With a workflow that opens an issue a month with what is due for review.")
    ] = False,
) -> None:
    """Make a folder ready for messages, git and CI.

    It gets settings, policies, a first message, a rule of your own, a workflow for CI and a commit hook.
    Files that exist are kept as they are, and named.
    """
    from msgreview.catalogue.atomic import write_atomic

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder; it is made if need be.")
    files = _fresh(monthly_issue=monthly_issue)
    files = _with_samples(files) if samples else files
    existing = [path for path in files if (folder / path).is_symlink() or (folder / path).exists()]
    try:
        for path, text in files.items():
            if path not in existing:
                write_atomic(folder / path, text)
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder} could not be written: {error.strerror or error}. Run it again: it goes on."
        ) from None
    made = [path for path in files if path not in existing]
    write("".join(f"{folder / path}\n" for path in made))
    for path in existing:
        say(f"{folder / path} is there already and was kept as it is.{_advice(folder / path, files[path])}")
    go = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    say(f"{len(made)} files written, {len(existing)} kept. Next: {go}msgreview lint")


def _fresh(*, monthly_issue: bool) -> dict[PurePosixPath, str]:
    """Path in the new catalogue → text."""
    paths = sorted(path for path in _FRESH.rglob("*") if path.is_file() and (monthly_issue or path.name != _MONTHLY))
    return {_unhidden(PurePosixPath(path.relative_to(_FRESH).as_posix())): path.read_text("utf-8") for path in paths}


def _unhidden(path: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(*(part.replace("dot.", ".", 1) if part.startswith("dot.") else part for part in path.parts))


def _with_samples(files: dict[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """The fresh files with the sample catalogue in place of the one welcome message."""
    from msgreview.catalogue.files import shipped

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
            files["messages" / path] = text
    return files


def _settings_of(sample: str, fresh: str) -> str:
    """The explained settings with what the sample catalogue says in its own; both are texts of ours, with keys at the margin."""
    for key in _FROM_SAMPLES:
        block = re.compile(rf"^{key}:.*\n(?:[ ].*\n)*", re.MULTILINE)
        stated = block.search(sample)
        if stated:
            fresh = block.sub(lambda _, text=stated[0]: text, fresh)  # type: ignore[misc]
    return fresh


def _advice(path: Path, ours: str) -> str:
    """The lines that an existing .gitignore lacks, as a sentence; "" for other files."""
    if path.name != ".gitignore":
        return ""
    lines = [line for line in ours.splitlines() if not line.startswith("#")]
    present = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    missing = [line for line in lines if line not in present]
    return f" Add to it: {'  '.join(missing)}" if missing else ""
