"""A local LanguageTool server: started for one run on a loopback port, and ended with it.

Nothing is downloaded here. LanguageTool is looked for in the folder of language-tool-python's downloads (LTP_PATH).
"""

import socket
import subprocess
import tempfile
from functools import cache
from time import monotonic, sleep
from typing import IO, NamedTuple

from language_tool_python.config_file import LanguageToolConfig
from language_tool_python.download_lt import LocalLanguageTool
from language_tool_python.exceptions import JavaError, PathError

from msgreview.model.errors import EngineError
from msgreview.rubric.grammar.http import NoAnswerError, request_json

_WITHIN = 60.0
"""Seconds a server has to come up. It takes one or two where nothing else is going on."""
LEAVE = 10.0
"""Seconds it has to end when it is asked to."""
_TRIES = 3
"""Ports tried: another program may take the one that was free."""

_HOW = "See `msgreview doctor`, or write `grammar: off` in msgreview.yaml."


class Installation(NamedTuple):
    """LanguageTool as installed on this machine."""

    version: str
    tool: LocalLanguageTool

    def command(self, port: int) -> list[str]:
        """The command that starts it on a port. EngineError: there is no Java, or files are missing."""
        try:
            return self.tool.get_server_cmd(port, _serving())
        except JavaError:
            raise EngineError(
                f"LanguageTool needs Java 17, and there is none here, so grammar and spelling are not read. {_HOW}"
            ) from None
        except (OSError, PathError) as error:
            raise EngineError(f"LanguageTool is incomplete ({error}), so grammar and spelling are not read. {_HOW}") from None


@cache
def _serving() -> LanguageToolConfig:
    """Its settings, a file that is deleted with this process: rules stay in memory, which halves the cost of a text."""
    return LanguageToolConfig({"pipelineCaching": True, "maxPipelinePoolSize": 10, "pipelineExpireTimeInSeconds": 3600})


def installed() -> Installation | None:
    """The newest LanguageTool on this machine."""
    try:
        tool = LocalLanguageTool.get_latest_installed_version()
    except OSError:  # its folder cannot be made, so there is nothing in it
        return None
    return Installation(tool.version_name, tool) if tool else None


def require() -> Installation:
    """The newest LanguageTool on this machine. EngineError: there is none, or it cannot run."""
    installation = installed()
    if installation is None:
        raise EngineError(f"LanguageTool is not on this machine, so grammar and spelling are not read. {_HOW}")
    installation.command(0)
    return installation


class LocalServer:
    """A running server. Use it as a context manager, or call `close`."""

    def __init__(self, installation: Installation) -> None:
        for left in reversed(range(_TRIES)):
            port = _free_port()
            self.url = f"http://127.0.0.1:{port}/"
            self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
            self._process = subprocess.Popen(
                installation.command(port), stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT
            )
            try:
                why = self._wait()
            except BaseException:  # an interrupt; the server must not outlive us
                self.close()
                raise
            if why is None:
                return
            self.close()
            if not left or "in use" not in why:
                raise EngineError(f"LanguageTool could not be started ({why}), so grammar and spelling are not read. {_HOW}")

    def __enter__(self) -> "LocalServer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def close(self) -> None:
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(LEAVE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _wait(self) -> str | None:
        """None as soon as it answers; a reason if it has ended or does not answer in time."""
        until = monotonic() + _WITHIN
        while monotonic() < until:
            if self._process.poll() is not None:
                return self._last_words()
            try:
                request_json(f"{self.url}v2/languages", 2)
            except NoAnswerError:
                sleep(0.1)
            else:
                return None
        return f"it did not answer within {_WITHIN:.0f} seconds"

    def _last_words(self) -> str:
        """Of its output, the first line that names an error, else the last."""
        self._log.seek(0)
        lines = [line.strip() for line in self._log.read().decode("utf-8", "replace").splitlines() if line.strip()]
        line = next((line for line in lines if "Error" in line or "Exception" in line), lines[-1] if lines else "")
        return line[:200] or f"it ended at once, with code {self._process.returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
