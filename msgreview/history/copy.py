"""A catalogue as a commit has it, written out into a folder of its own: for what reads files. The work tree is not touched."""

from pathlib import Path, PurePosixPath

from msgreview.history.repository import Repository
from msgreview.history.review import Grounds
from msgreview.model.config import Settings


def copy_at(repository: Repository, settings: Settings, commit: str, into: Path) -> tuple[Path, ...]:
    """Writes the message files of a commit below `into`, at their paths; returns the files, in order of their paths.

    Links are left out, as they are in the work tree, and so is a path that would lead out of the folder.
    """
    grounds = Grounds(settings, repository)
    files = {
        path: file.blob
        for path, file in repository.files(commit).items()
        if grounds.owns(PurePosixPath(path)) and file.mode.startswith("100") and ".." not in PurePosixPath(path).parts
    }
    contents = {blob: data for blob, data in repository.blobs(dict.fromkeys(files.values())) if data is not None}
    written = []
    for path, blob in sorted(files.items()):
        if blob in contents:
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents[blob])
            written.append(target)
    return tuple(written)
