"""Grammar and spelling, checked by third-party engines: one module an engine, opened by name here."""

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgreview.model.config import GrammarConfig, Settings
from msgreview.model.errors import EngineError

if TYPE_CHECKING:
    from msgreview.rubric.grammar.engine import Engine
    from msgreview.rubric.grammar.proofreader import Proofreader


def has_engine(name: str) -> bool:
    """Whether the library that an engine needs is installed; that of harper is an extra."""
    return name != "harper" or find_spec("harper") is not None


def require_engine(name: str) -> None:
    """Raises EngineError where the library that an engine needs is not installed."""
    if not has_engine(name):
        raise EngineError(
            "harper-py is not installed, so grammar and spelling are not read. "
            "Install it with: pip install 'msgreview[grammar]'. Or write `grammar: off` in msgreview.yaml."
        )


def open_engine(wanted: GrammarConfig) -> "Engine":
    """The engine of the settings, which must not be `off`. EngineError: it is not installed, or does not answer."""
    require_engine(wanted.engine)
    if wanted.engine == "harper":
        from msgreview.rubric.grammar.harper import Harper

        return Harper(wanted.english)
    from msgreview.rubric.grammar.languagetool import LanguageTool

    return LanguageTool(wanted)


def proofreader_for(wanted: GrammarConfig, settings: Settings) -> "Proofreader | None":
    """A proofreader whose engine is opened with the first text; None where it is off."""
    if wanted.engine == "off":
        return None
    from msgreview.rubric.grammar.proofreader import Proofreader

    return Proofreader(partial(open_engine, wanted), settings)
