"""The kinds of files that systems export, with the span of every text: each module exports one as `CONTAINER`."""

from importlib import import_module
from pkgutil import iter_modules

from msgreview.importing.container import Container

CONTAINERS: dict[str, Container] = {
    module.name: import_module(f"{__name__}.{module.name}").CONTAINER for module in iter_modules(__path__)
}
"""By the name of its module."""
