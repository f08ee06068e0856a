"""What went wrong with git, in words that say what to do."""

import re
from pathlib import Path
from shlex import quote

_LOCK = re.compile(r"'([^']+\.lock)'")
_GONE = re.compile(r"not a git repository: (.+)")
"""What git says where the file `.git` names a folder that is not there."""
_NO_IDENTITY = re.compile(r"identity unknown|tell me who you are|empty ident|auto-detect email")
NOBODY = (
    "git does not know who you are. Tell it once: git config --global user.name 'Jo Doe' and "
    "git config --global user.email jo@library.example"
)


def explained(errors: bytes, folder: Path) -> str:
    """What git complained of, in words that say what to do."""
    text = errors.decode("utf-8", "replace").strip()
    if "must be run in a work tree" in text:
        clone = f"git clone {quote(str(folder))}"
        return f"{folder} is in a bare repository, which has no files to read. Work in a clone of it: {clone}"
    if lock := _LOCK.search(text):
        return f"another git program is at work here. Wait a moment, and try again. If there is none, remove the file {lock[1]}"
    if gone := _GONE.search(text):
        return (
            f"{folder} belongs to a repository at {gone[1]}, which is not there. If it was moved, say there: git worktree repair"
        )
    if "not a git repository" in text:
        if broken := next((each / ".git" for each in (folder, *folder.parents) if (each / ".git/objects").is_dir()), None):
            mend = f"echo 'ref: refs/heads/main' > {quote(str(broken / 'HEAD'))}"
            return f"git cannot read the repository in {broken}, most likely for its file HEAD. If your branch is main: {mend}"
        return f"{folder} is in no git repository. Start one with `git init`, and commit your messages: git add . && git commit"
    if _NO_IDENTITY.search(text):
        return NOBODY
    if "dubious ownership" in text:
        trust = f"git config --global --add safe.directory {quote(str(folder))}"
        return f"the repository around {folder} belongs to another user. If you trust it: {trust}"
    said = [line for line in text.splitlines() if not line.startswith(("warning:", "hint:"))] or ["it did not say why"]
    return f"git could not do its part: {said[0].removeprefix('fatal: ').removeprefix('error: ')}"
