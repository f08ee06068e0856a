"""`msgreview doctor`: whether everything the tool needs is here, and what to do about what is not."""

import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Annotated, NamedTuple

import typer
import yaml

from msgreview import __version__
from msgreview.catalogue.caches import cache_path
from msgreview.catalogue.schema_line import FOLDER
from msgreview.cli import output
from msgreview.cli.commit_hook import passed_over
from msgreview.cli.context import ConfigPath, missing_folders, open_settings, select_files
from msgreview.cli.errors import USAGE
from msgreview.cli.install_line import NAME, install_line, stated_line, stated_problem
from msgreview.cli.schema import outdated_schemas
from msgreview.model.config import Settings
from msgreview.model.errors import EngineError, MsgReviewError
from msgreview.report.lines import Line, Run, count, line
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics


class Check(NamedTuple):
    """One thing looked at. `ok` is None where nothing is wrong but something could be added."""

    ok: bool | None
    what: str


_MARKS: dict[bool | None, Run] = {
    True: Run("ok    ", "green"),
    None: Run("note  ", "yellow"),
    False: Run("mend  ", "red"),
}


def doctor(
    *,
    get_languagetool: Annotated[
        bool, typer.Option("--get-languagetool", help="Fetch LanguageTool first (about 260 MB, from its project's site).")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Look at the installation, and say what to mend.

    Settings, rubrics, messages and the cache are looked at too.
    """
    if get_languagetool:
        _fetch_languagetool()
    checks = list(_checks(config))
    output.show(row for check in checks for row in _rows(check))
    wrong = sum(check.ok is False for check in checks)
    output.show([line("Everything is in place." if not wrong else f"{wrong} to mend, marked above.")])
    raise typer.Exit(USAGE if wrong else 0)


def _rows(check: Check) -> Iterator[Line]:
    first, *more = check.what.splitlines()
    yield (_MARKS[check.ok], Run(first))
    yield from (line("      ", row) for row in more)


def _checks(config: Path | None) -> Iterator[Check]:
    yield Check(True, f"msgreview {__version__} on Python {platform.python_version()} ({sys.platform})")
    yield _fast_yaml()
    yield _extra("openpyxl", "xlsx", "Excel files can be imported, and the annual report written as one")
    yield _extra("icalendar", "calendar", "reviews can be put in a calendar")
    yield _extra("holidays", "calendar", "the plan of a year leaves public holidays out")
    yield _extra("pygls", "lsp", "editors can show findings as you type")
    yield _extra("harper", "grammar", "English grammar and spelling can be read", "harper-py")
    yield _languagetool()
    yield _git()
    try:
        settings = open_settings(None, config, None)
    except MsgReviewError as error:
        yield Check(False, str(error))
        return
    source = (
        f"configuration: {settings.config_path}" if settings.config_path else "no msgreview.yaml here or above: defaults are used"
    )
    yield Check(True if settings.config_path else None, source)
    yield _ci(Path(settings.root))
    yield from _hook(settings)
    yield from _grammar(settings)
    yield from _rubrics(settings)
    yield from _messages(settings)
    yield _schemas(Path(settings.root))
    yield _cache(cache_path(settings))


def _ci(root: Path) -> Check:
    """By which line CI installs the tool, or could."""
    line, stated = install_line(), stated_line(root)
    if problem := stated_problem(root):
        return Check(False, problem)
    if stated and not (line.problem and stated == line.requirement):
        return Check(True, f"CI installs msgreview by {NAME}: {stated}")
    return Check(None, line.problem) if line.problem else Check(True, f"CI can get it: pip install '{line.requirement}'")


def _hook(settings: Settings) -> Iterator[Check]:
    """Whether the commit hook, if there is one, misses messages."""
    if missed := passed_over(settings):
        yield Check(None, missed)


def _git() -> Check:
    """Whether git can be started."""
    if which("git"):
        return Check(True, "git can be started")
    return Check(None, "git is not on your PATH, and reviews and what is new are read from it: install it from git-scm.com.")


def _fast_yaml() -> Check:
    pyyaml = f"PyYAML {version('PyYAML')}"
    if yaml.__with_libyaml__:
        return Check(True, f"{pyyaml} with its C library")
    return Check(
        None, f"{pyyaml} without its C library: reading is twelve times slower. Install a wheel of PyYAML for your system."
    )


def _extra(module: str, extra: str, gain: str, package: str = "") -> Check:
    if find_spec(module):
        return Check(True, f"{gain} ({module} {version(package or module)})")
    return Check(None, f"{module} is not installed. With `pip install 'msgreview[{extra}]'` {gain}.")


def _fetch_languagetool() -> None:
    """Has language-tool-python fetch the LanguageTool it goes with; the one place that ever does."""

    from language_tool_python.download_lt import LocalLanguageTool

    try:
        LocalLanguageTool.from_version_name().download()
    except Exception as error:  # noqa: BLE001 - theirs are of many kinds
        raise EngineError(f"LanguageTool could not be fetched: {error}") from None


def _languagetool() -> Check:
    """Whether a server of our own could be started."""
    from msgreview.rubric.grammar.server import installed

    installation = installed()
    if installation is None:
        return Check(
            None,
            "a LanguageTool server can be asked; none is on this machine, so `grammar` needs the `url` of one. "
            "`msgreview doctor --get-languagetool` fetches it (about 260 MB; it needs Java 17).",
        )
    try:
        installation.command(0)
    except EngineError as error:
        return Check(None, str(error))
    return Check(True, f"LanguageTool {installation.version} can be started for a run")


def _grammar(settings: Settings) -> Iterator[Check]:
    """Whether the engine can be used that the settings ask for."""
    wanted = settings.config.proofing
    if wanted.engine != "off":
        from msgreview.lint.grammar_engine import GrammarEngine

        with GrammarEngine(wanted) as proofing:
            yield Check(not proofing.failure, proofing.failure or f"grammar and spelling are read by {proofing.key}")


def _rubrics(settings: Settings) -> Iterator[Check]:
    try:
        rules = load_rubrics(rubric_folders(settings), settings)
    except MsgReviewError as error:
        yield Check(False, str(error))
        return
    yield Check(True, f"{len(rules.rules)} rules on, of {len(rules.all_rules)} in {len(rules.rubrics)} rubrics")
    yield from (Check(None, note) for note in rules.notes)


def _messages(settings: Settings) -> Iterator[Check]:
    try:
        files = select_files(None, settings)
    except MsgReviewError as error:
        yield Check(None, str(error))
        return
    yield Check(True, count(len(files), "message file"))
    yield from (Check(None, missing) for missing in missing_folders(settings))


def _schemas(root: Path) -> Check:
    """Whether editors have the schemas of this version."""
    outdated = outdated_schemas(root)
    if outdated is None:
        return Check(None, "editors that know YAML could complete and check your files: `msgreview schema --write`.")
    if outdated:
        return Check(None, f"{outdated[0]} is of another version: `msgreview schema --write` brings it up to date.")
    return Check(True, f"schemas for editors: {FOLDER}")


def _cache(path: Path) -> Check:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        return Check(
            None,
            f"cache: {path.parent} cannot be written ({error.strerror}), so every run reads all messages. "
            "Set MSGREVIEW_CACHE to a folder of yours.",
        )
    return Check(True, f"cache: {path.parent}")
