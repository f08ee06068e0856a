"""Where what is worked out about a catalogue is cached: in the user's cache folder, a file for each catalogue and profile."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgreview.model.blake2 import blake2b

if TYPE_CHECKING:
    from msgreview.model.config import Settings


def cache_folder() -> Path:
    """The user's cache folder, or MSGREVIEW_CACHE."""
    chosen = os.environ.get("MSGREVIEW_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("msgreview", appauthor=False)


def cache_path(settings: "Settings") -> Path:
    """The cache of lint results for this catalogue and profile."""
    return cache_folder() / _name(settings)


def rules_path(settings: "Settings") -> Path:
    """The cache of the loaded rules."""
    return cache_folder() / "rules" / _name(settings)


def history_path(settings: "Settings") -> Path:
    """The cache of the history of this catalogue, the same for all profiles."""
    return cache_folder() / f"{_catalogue(settings)}.sqlite"


def _name(settings: "Settings") -> str:
    return f"{_catalogue(settings)}-{settings.config.profile}.msgpack"


def _catalogue(settings: "Settings") -> str:
    return blake2b(settings.root.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
