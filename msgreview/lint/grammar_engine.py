"""The grammar engine of one run: its key for the cache, and its start when the first message is linted.

A local LanguageTool server is started once, by the process that the user started, and ends with the run; worker processes
get its address.
"""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from msgreview.model.config import GrammarConfig
from msgreview.model.errors import EngineError

if TYPE_CHECKING:
    from msgreview.rubric.grammar.server import Installation, LocalServer

OFF = GrammarConfig("off")


class GrammarEngine:
    """A context manager. `key` names the engine for the cache; `failure` says why the one in the settings cannot be used."""

    def __init__(self, wanted: GrammarConfig) -> None:
        self.key = ""
        self.failure = ""
        self.failed = False
        """Whether the engine that `key` names could not be started."""
        self._wanted = wanted
        self._installation: Installation | None = None
        self._server: LocalServer | None = None
        try:
            self.key = self._find()
        except EngineError as error:
            self._wanted, self.failure = OFF, str(error)

    def __enter__(self) -> "GrammarEngine":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._server:
            self._server.close()

    def ready(self) -> GrammarConfig:
        """Starts the server if one is needed. Returns what opens the engine in any process; `off` where there is none."""
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

    def _find(self) -> str:
        """The key of the engine, which is not started for it; "" for none."""
        if self._wanted.engine == "off":
            return ""
        from msgreview.rubric.grammar import open_engine

        if self._wanted.engine == "languagetool" and not self._wanted.url:
            from msgreview.rubric.grammar.server import require

            self._installation = require()
            return f"languagetool {self._installation.version} {self._wanted.english}"
        return open_engine(self._wanted).key
