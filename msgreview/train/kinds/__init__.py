"""The kinds of exercise that courses are made of: each module of this folder is one, and exports it as `KIND`."""

from importlib import import_module
from pkgutil import iter_modules

from msgreview.train.kind import ExerciseKind

KINDS: dict[str, ExerciseKind] = {name: import_module(f"{__name__}.{name}").KIND for _, name, _ in iter_modules(__path__)}
"""Name → kind, in alphabetical order."""
