"""The `msgreview` command, and `python -m msgreview`."""

import os
import sys

from msgreview.cli.again import Recording, question


def main() -> None:
    """Gives the last answer again where that still holds, else runs the command line; ends the process with its exit code."""
    _open_streams()
    asked = question(sys.argv[1:])
    if asked and (answer := asked.answer()):
        sys.exit(answer.give())
    from msgreview.cli.app import main

    if not asked:
        main()
    else:
        with Recording(asked):
            main()


def _open_streams() -> None:
    """Opens what is closed of input and output, as where a daemon starts the run: nothing comes in there, and nobody reads it."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w", encoding="utf-8"))


if __name__ == "__main__":
    main()
