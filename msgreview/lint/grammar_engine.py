"""The grammar engine of one run: what it is, for the cache; and made ready when the first message is to be read.

A server of our own is started once, by the process that the user started, and ends with the run; the processes that read are
told where it is.
"""

from types import TracebackType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from msgreview.model.config import GrammarConfig
from msgreview.model.errors import EngineError

if TYPE_CHECKING:
    from msgreview.rubric.grammar.server import Installation, LocalServer

OFF = GrammarConfig("off")


class GrammarEngine:
    """Use it as a context manager. `key` is the engine that reads, for the cache; `failure` says why none does that should."""

    def __init__(self, wanted: GrammarConfig) -> None:
        self.key = ""
        self.failure = ""
        self.failed = False
        """Whether the engine failed that `key` names."""
        self._wanted = wanted
        self._installation: Installation | None = None
        self._server: LocalServer | None = None
        try:
            self.key = self._found()
        except EngineError as error:
            self._wanted, self.failure = OFF, str(error)

    def __enter__(self) -> "GrammarEngine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server:
            self._server.close()

    def ready(self) -> GrammarConfig:
        """What an engine can be opened by, in this process and in others; `off` where there is none."""
        if self._installation and not self._server:
            from msgreview.rubric.grammar.server import LocalServer

            try:
                self._server = LocalServer(self._installation)
            except EngineError as error:
                self._wanted, self._installation = OFF, None
                self.failure, self.failed = str(error), True
                return OFF
            self._wanted = replace(self._wanted, url=self._server.url)
        return self._wanted

    def _found(self) -> str:
        """The key of the engine, which is here as far as can be told without starting it."""
        if self._wanted.engine == "off":
            return ""
        from msgreview.rubric.grammar import open_engine, require_engine

        if self._wanted.engine == "languagetool" and not self._wanted.url:
            require_engine("languagetool")
            from msgreview.rubric.grammar.server import require

            self._installation = require()
            return f"languagetool {self._installation.version} {self._wanted.english}"
        return open_engine(self._wanted).key
