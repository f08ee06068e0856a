"""The user's editor."""

import os
import shlex
import subprocess
from pathlib import Path

NO_EDITOR = "No editor could be started. Name one that is installed in EDITOR, such as EDITOR=nano, and try again."


def run_editor(path: Path) -> bool:
    """Opens a file in the editor that VISUAL or EDITOR names; whether it ended well. OSError where none can be started."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    return not subprocess.run([*shlex.split(editor, posix=os.name != "nt"), str(path)], check=False).returncode
