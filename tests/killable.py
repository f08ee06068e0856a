"""Runs the command line, each time in a process of its own, and kills it at a step if that is asked for.

`python tests/killable.py`, then a line of JSON for each run on standard input: the folder, the arguments, the environment, where
to write what the run says, and the number of the step before which it is killed, 0 for none; None counts no steps. What comes
back is a line with how the run ended and how many steps it took. A step is what the process does to a file (it opens one for
writing, names, removes or makes one), to a database, or a program that it starts; where modules are named, each line that is run
in them. What is typed comes from a file.

Runs are forked from a process that has imported everything but the servers and compiled the patterns of the shipped rules, which
spares each of them that time. `serve` starts such a process.
"""

import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, Protocol

_STEPS = frozenset(
    ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.truncate", "sqlite3.connect", "subprocess.Popen")
)


class Ended(NamedTuple):
    """How a run ended (the number of its signal below 0), what it wrote, and how many steps it took, 0 if it was killed."""

    code: int
    out: bytes
    steps: int


class Run(Protocol):
    """Runs a command in a folder, with more in its environment; kills it before a step, unless that is 0; None counts none.

    `typed` is what it reads; `modules` are the ends of the paths of those whose lines are the steps.
    """

    def __call__(
        self,
        folder: Path,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        kill_at: int | None = None,
        *,
        typed: str = "",
        modules: Sequence[str] = (),
    ) -> Ended: ...


@contextmanager
def serve(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
    """Runs commands in processes that have this environment from their start; `folder` is for what they write."""
    script = [sys.executable, str(Path(__file__))]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdin
        assert server.stdout
        ask, answers = server.stdin, server.stdout

        def run(
            at: Path,
            arguments: Sequence[str],
            more: Mapping[str, str],
            kill_at: int | None = None,
            *,
            typed: str = "",
            modules: Sequence[str] = (),
        ) -> Ended:
            (folder / "typed").write_text(typed, "utf-8")
            asked: dict[str, Any] = {name: str(folder / name) for name in ("steps", "out", "err", "typed")}
            asked |= {
                "folder": str(at),
                "arguments": arguments,
                "kill_at": kill_at,
                "environment": dict(more),
                "modules": modules,
            }
            ask.write(json.dumps(asked) + "\n")
            ask.flush()
            answer = json.loads(answers.readline())
            return Ended(answer["code"], b"".join((folder / name).read_bytes() for name in ("out", "err")), answer["steps"])

        yield run
        ask.close()


class _Steps:
    """Counts the steps of this process, and kills it at one."""

    def __init__(self, kill_at: int, modules: tuple[str, ...]) -> None:
        self.count = 0
        self._kill_at = kill_at
        self._modules = modules
        self._ended = False
        if modules:
            sys.settrace(self._trace)
        else:
            sys.addaudithook(self._hook)

    def end(self) -> None:
        """What comes now is no step."""
        self._ended = True

    def _step(self) -> None:
        if self._ended:
            return
        self.count += 1
        if self.count == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _STEPS or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
            self._step()

    def _trace(self, frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.endswith(self._modules):
            return None
        if event == "line":
            self._step()
        return self._trace


def _run(asked: dict[str, Any]) -> None:
    from msgreview.cli.app import main

    os.environ |= asked["environment"]
    os.chdir(asked["folder"])
    for number, name in enumerate(("out", "err"), 1):
        with Path(asked[name]).open("wb") as file:
            os.dup2(file.fileno(), number)
    os.dup2(os.open(asked["typed"], os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 (the process ends with it)
    sys.argv = ["msgreview", *asked["arguments"]]
    steps = None if asked["kill_at"] is None else _Steps(asked["kill_at"], tuple(asked["modules"]))
    try:
        main()
    except SystemExit as ended:
        if steps:
            steps.end()
        sys.stdout.flush()
        sys.stderr.flush()
        Path(asked["steps"]).write_text(str(steps.count if steps else 0), "utf-8")
        os._exit(int(ended.code or 0))


def _load_rules() -> None:
    """Compiles the patterns of the shipped rules; each has a fifth of its time, as what is slow in tests would take for ever."""
    from msgreview.catalogue.files import shipped
    from msgreview.matching.matcher import Matcher
    from msgreview.model.config import Config, Settings
    from msgreview.rubric import lexical
    from msgreview.rubric.load import load_rubrics

    Matcher.__init__.__kwdefaults__["timeout"] /= 5
    lexical.TIMEOUT /= 5
    load_rubrics([shipped("rubrics")], Settings(Config(profile="strict"), (), {}, "/", date.min, ""))


def _answer() -> None:
    import msgreview

    for module in pkgutil.walk_packages(msgreview.__path__, "msgreview."):
        if not module.name.endswith("__main__") and not module.name.startswith(("msgreview.lsp", "msgreview.serve")):
            import_module(module.name)
    _load_rules()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _run(asked)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        steps = int(Path(asked["steps"]).read_text("utf-8")) if ended >= 0 else 0
        sys.stdout.write(json.dumps({"code": ended, "steps": steps}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _answer()
