"""Signs in a work tree that git keeps some of its files apart, seen without asking git."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def is_apart(root: Path, folders: Iterable[Path]) -> bool:
    """Whether files below `root`, such as those in `folders`, may be in repositories of their own, or not checked out.

    False where that cannot be seen: messages are read as well without git.
    """
    with suppress(OSError):
        return _is_apart(root, folders)
    return False


def _is_apart(root: Path, folders: Iterable[Path]) -> bool:
    top = next((each for each in (root, *root.parents) if (each / ".git").exists()), None)
    if top is None:
        return False
    listed = {folder.resolve() for folder in folders}
    below = {each for folder in listed for each in (folder, *folder.parents) if top.resolve() in each.parents}
    return (top / ".gitmodules").is_file() or is_sparse(_git_dir(top)) or any((each / ".git").exists() for each in below)


def is_sparse(git_dir: Path) -> bool:
    """Whether a work tree may have less than its commit, by the folder in which git keeps what belongs to it."""
    return (git_dir / "info" / "sparse-checkout").is_file()


def _git_dir(top: Path) -> Path:
    git = top / ".git"  # In a linked work tree a file that names the folder.
    return top / git.read_text("utf-8", "replace").removeprefix("gitdir:").strip() if git.is_file() else git
