"""A catalogue as a commit has it, written out into a folder of its own: for what reads files. The work tree is not touched."""

from pathlib import Path

from msgreview.history.context import Grounds, committed
from msgreview.history.git import Repository
from msgreview.model.config import Settings


def copy_at(repository: Repository, settings: Settings, commit: str, into: Path) -> tuple[Path, ...]:
    """Writes the message files of a commit below `into`, at their paths; returns the files, in order of their paths."""
    written = []
    for file in committed(repository, Grounds(settings, repository).files(commit)):
        target = into / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
        written.append(target)
    return tuple(written)
