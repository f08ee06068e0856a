"""The hook that reads a catalogue's messages before each commit: which files start it, and whether it misses some."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from msgreview.catalogue.files import YAML_SUFFIXES, message_files, repository_top
from msgreview.catalogue.settings import CONFIG_NAME, load_config
from msgreview.model.config import Config, Settings
from msgreview.model.errors import ConfigError
from msgreview.report.lines import count

NAME = ".pre-commit-config.yaml"
_PUBLISHED = "(^|/)messages/"
"""The files of the hook that comes from this tool's repository, where a team names none."""


def files_pattern(folder: Path, inside: str) -> str:
    """The pattern of the paths, from the top of the repository, that start the hook of the catalogue in `folder`.

    It lies in the folder `inside` the repository. Where it has no settings yet, or broken ones, those of a fresh one count.
    """
    try:
        config = load_config(folder / CONFIG_NAME)
    except ConfigError:
        config = Config()
    named = [*config.messages, *(config.own_rubrics or ("rubrics",)), *config.vale_styles]
    names = dict.fromkeys(posixpath.normpath(name) for name in named)
    files = {name for name in names if PurePosixPath(name).suffix.lower() in YAML_SUFFIXES}
    folders = "|".join(re.escape(name) for name in names if name not in files)
    below = r".*\.ya?ml" if "." in names else rf"(?:{folders})/.*\.ya?ml"
    each = [below, *(re.escape(name) for name in sorted(files)), r"(?:msgreview|policies)\.yaml"]
    return rf"^{re.escape(inside) + '/' if inside else ''}(?:{'|'.join(each)})$"


def passed_over(settings: Settings) -> str:
    """What to mend where the hook of a repository passes over messages of a catalogue; "" where it does not, or there is none."""
    top = repository_top(Path(settings.root))
    patterns = list(_patterns(top / NAME)) if top else []
    if not (top and patterns):
        return ""
    paths = [file.path.resolve().relative_to(top).as_posix() for file in message_files(settings, Path.cwd())]
    missed = [path for path in paths if not any(re.search(pattern, path) for pattern in patterns)]
    if not missed:
        return ""
    root = Path(settings.root).resolve()
    wanted = files_pattern(root, "" if root == top else root.relative_to(top).as_posix())
    return (
        f"the commit hook passes over {count(len(missed), 'message file')}, such as {missed[0]}. "
        f"Write at msgreview in {NAME}: files: '{wanted}'"
    )


def _patterns(hooks: Path) -> Iterator[str]:
    """The pattern of each hook that reads messages; none where the file cannot be read."""
    try:
        repositories = yaml.safe_load(hooks.read_text("utf-8"))["repos"]
        yield from (pattern for each in repositories for pattern in _of_repository(each))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, re.error, yaml.YAMLError):
        return


def _of_repository(repository: dict[str, Any]) -> Iterable[str]:
    published = "" if repository["repo"] == "local" else _PUBLISHED
    ours = [hook for hook in repository["hooks"] if hook["id"] == "msgreview" or "msgreview lint" in hook.get("entry", "")]
    for pattern in (hook.get("files", published) for hook in ours):
        re.compile(pattern)
        yield pattern
