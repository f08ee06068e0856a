"""The systems that messages can be imported from: every module of this package exports one as `SYSTEM`."""

from importlib import import_module
from pkgutil import iter_modules

from msgreview.importing.system import System

SYSTEMS: dict[str, System] = {module.name: import_module(f"{__name__}.{module.name}").SYSTEM for module in iter_modules(__path__)}
"""By the name that is typed, which is that of the module."""
