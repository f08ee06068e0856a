"""The files that rules come from, and the key of their cache."""

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from msgreview.catalogue.files import PACKAGE, YAML_SUFFIXES, shipped
from msgreview.catalogue.yaml_tree import FileError, read_bytes
from msgreview.model.blake2 import blake2b
from msgreview.model.config import Settings
from msgreview.rubric.vale.files import vale_files


def rubric_folders(settings: Settings) -> tuple[Path, ...]:
    """The shipped rubrics, then the folders or files of the team's own."""
    return (shipped("rubrics"), *(Path(settings.root) / own for own in settings.config.own_rubrics))


def rubric_files(folders: Iterable[Path]) -> list[Path]:
    """The YAML files of the folders, each once, in the order of the folders and of their names; missing ones too."""
    files: list[Path] = []
    for folder in folders:
        files += sorted(path for path in folder.iterdir() if path.suffix in YAML_SUFFIXES) if folder.is_dir() else [folder]
    return list(dict.fromkeys(files))


def rules_key(files: Sequence[Path], settings: Settings) -> str:
    """A digest of all that loaded rules depend on; "" where a file cannot be read, which loading then reports."""
    digest = blake2b(f"{program_version()}\0{settings.root}\0{settings.digest}".encode(), digest_size=16)
    try:
        for path in (*files, *vale_files(settings)):
            digest.update(f"\0{path}\0".encode("utf-8", "surrogateescape") + read_bytes(path, ""))
    except FileError:
        return ""
    return digest.hexdigest()


@cache
def program_version() -> str:
    """The program's version: Python's, and each module by size and time, as Python itself judges its compiled files."""
    modules = (
        f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
        for folder, _, _ in os.walk(PACKAGE)
        for entry in os.scandir(folder)
        if entry.name.endswith(".py")
    )
    return "\n".join([sys.version, *sorted(modules)])
