"""The other Pythons of this machine that msgreview is for: a path a line, each version once.

python tests/pythons.py
"""

import shutil
import subprocess
import sys
from pathlib import Path

MINORS = (11, 12, 13, 14)
READY = "import ensurepip, ssl, sqlite3, venv"


def main() -> None:
    for minor in MINORS:
        if minor == sys.version_info.minor:
            continue
        installed = map(str, sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")))
        for path in filter(None, [shutil.which(f"python3.{minor}"), *installed]):
            ended = subprocess.run([path, "-c", READY], capture_output=True, check=False)
            if ended.returncode == 0:
                sys.stdout.write(f"{path}\n")
                break


if __name__ == "__main__":
    main()
