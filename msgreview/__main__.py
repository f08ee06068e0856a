"""The `msgreview` command, and `python -m msgreview`."""

import sys

from msgreview.cli.again import Recording, question


def main() -> None:
    """Gives the last answer again where that still holds, else runs the command line; ends the process with its exit code."""
    asked = question(sys.argv[1:])
    if asked and (answer := asked.answer()):
        sys.exit(answer.give())
    from msgreview.cli.app import main

    if not asked:
        main()
    else:
        with Recording(asked):
            main()


if __name__ == "__main__":
    main()
