"""Runs the command line and kills it at a step: `python tests/killable.py`, then a line of JSON for each run on standard input.

A step is what the process does to a file (it opens one for writing, names, removes or makes one), to a database, or a program
that it starts. Each line has the folder, the arguments and the number of the step before which the run is killed, 0 for none;
what comes back is a line with how the run ended and how many steps it took. Where it names modules, a step is each line that
is run in them. What is typed comes from a file.
"""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from msgreview.cli.app import _COMMANDS, command_line, main

_STEPS = frozenset(
    ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.truncate", "sqlite3.connect", "subprocess.Popen")
)


def _run(arguments: list[str], kill_at: int, steps: Path, output: Path, modules: tuple[str, ...]) -> None:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _STEPS or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
            step()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.endswith(modules):
            return None
        if event == "line":
            step()
        return trace

    with output.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["msgreview", *arguments]
    if modules:
        sys.settrace(trace)
    else:
        sys.addaudithook(hook)
    try:
        main()
    except SystemExit as ended:
        kill_at = -1  # It has ended.
        sys.stdout.flush()
        steps.write_text(str(count), "utf-8")
        os._exit(int(ended.code or 0))


def _serve() -> None:
    command_line(_COMMANDS)  # All modules of the commands, once.
    for line in sys.stdin:
        asked = json.loads(line)
        steps, output = Path(asked["steps"]), Path(asked["output"])
        child = os.fork()
        if not child:
            os.environ |= asked["environment"]
            os.chdir(asked["folder"])
            os.dup2(os.open(asked["typed"], os.O_RDONLY), 0)
            sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 (the process ends with it)
            _run(asked["arguments"], asked["kill_at"], steps, output, tuple(asked["modules"]))
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps({"code": ended, "steps": int(steps.read_text("utf-8")) if ended >= 0 else 0}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
