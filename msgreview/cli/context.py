"""What a command starts from: the settings of the catalogue, the day, the message files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from msgreview.catalogue.checkout import is_apart
from msgreview.catalogue.files import CatalogueFile, find_files, message_files
from msgreview.catalogue.settings import load_settings
from msgreview.cli import output
from msgreview.model.config import Level, Profile, Settings
from msgreview.model.cycle import FIRST_YEAR, LAST_YEAR, today
from msgreview.model.errors import UsageError
from msgreview.model.finding import COLOUR, LEVELS

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH...", help="Message files or folders; the catalogue's own where none is given.", show_default=False
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Judge dates as on this day, such as 2027-03-14, and not as of today.", show_default=False),
]
ConfigPath = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The msgreview.yaml to use instead of the nearest one above.", show_default=False
    ),
]


TextOrJson = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print it.")]
ProfileOption = Annotated[
    Profile | None,
    typer.Option("--profile", help="How much to ask of messages; as in msgreview.yaml where not said.", show_default=False),
]


def level_named(colour: str) -> Level:
    """The level that a colour stands for. The names that rubrics use for levels are understood, too."""
    for level in LEVELS:
        if colour in (level, COLOUR[level]):
            return level
    raise typer.BadParameter(f"there is no level '{colour}'. Levels are red, yellow and green.")


def colours(incomplete: str) -> list[str]:
    """What a colour that is being typed may become."""
    return [colour for colour in COLOUR.values() if colour.startswith(incomplete)]


COLOURS = f"<{'|'.join(COLOUR.values())}>"
FailOn = Annotated[
    Level,
    typer.Option(
        parser=level_named,
        metavar=COLOURS,
        help="End with exit code 1 from this colour on.",
        show_default="red",
        autocompletion=colours,
    ),
]


def open_settings(paths: list[Path] | None, config: Path | None, as_of: str | None, profile: Profile | None = None) -> Settings:
    """The settings for `paths`, as of `as_of` or today, under `profile` or that of the settings.

    Where there are no paths, those of the current folder; if nothing is set there, those of its `messages` folder.
    """
    settings = _nearest_settings(paths, config, as_of)
    return settings.under(profile) if profile else settings


def _nearest_settings(paths: list[Path] | None, config: Path | None, as_of: str | None) -> Settings:
    here, on = Path.cwd(), today() if as_of is None else day(as_of, "--as-of")
    settings = load_settings(paths[0] if paths else here, on, config, here=here)
    inner = here / "messages"
    if not paths and not settings.config_path and inner.is_dir():
        within = load_settings(inner, on, None, here=here)
        return within if within.config_path else settings
    return settings


def select_files(paths: list[Path] | None, settings: Settings) -> list[CatalogueFile]:
    """The message files under `paths`, or those of the catalogue where no path is given.

    Raises UsageError for a path that does not exist, and where there is no catalogue to fall back on.
    """
    if paths:
        return find_files(paths, Path.cwd())
    files = catalogue_files(settings)
    if not files:
        looked = " and ".join(str(Path(settings.root, name)) for name in settings.config.messages)
        below = [] if settings.config_path else _catalogues_below(Path(settings.root))
        there = f"There are catalogues below: go to {' or '.join(below)}." if below else ""
        nothing = f"there are no messages in {looked}." if looked else "`messages` in the settings names no folder."
        raise UsageError(f"{nothing} {there or 'Name a folder, or start a catalogue with `msgreview init`.'}")
    return files


def _catalogues_below(folder: Path) -> list[str]:
    """Folders with settings, at most three levels below a folder."""
    levels = (folder.glob(f"{'[!.]*/' * depth}msgreview.yaml") for depth in (1, 2, 3))
    return sorted(path.parent.relative_to(folder).as_posix() for level in levels for path in level)


def catalogue_files(settings: Settings) -> list[CatalogueFile]:
    """All message files of the catalogue; none where its folders are not there."""
    return message_files(settings, Path.cwd())


def say_what_is_apart(settings: Settings, files: list[CatalogueFile]) -> None:
    """Tells of messages that are in a repository of their own, or not checked out; git is asked only where there may be some."""
    if is_apart(Path(settings.root), {file.path.parent for file in files}):
        from msgreview.history.context import notes_on_files

        output.say_notes(notes_on_files(settings, files))


def split_names(values: list[str] | None) -> tuple[str, ...]:
    """The names of an option that is repeated, or has them with commas between them."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def missing_folders(settings: Settings) -> Iterator[str]:
    """A sentence for each folder or file of messages that the settings name and that is not there."""
    where = settings.config_path or settings.root
    for name in settings.config.messages:
        if not Path(settings.root, name).exists():
            yield f"{where}: there is no '{name}', which `messages` names. Correct it, or take it out."


def day(text: str, option: str) -> date:
    """The day that an option names; UsageError where it names none, or one that leaves no room before or after it."""
    try:
        named = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a date. Write it as year-month-day, such as 2027-03-14.") from None
    if not FIRST_YEAR <= named.year <= LAST_YEAR:
        raise UsageError(f"{option} takes a day of the years {FIRST_YEAR} to {LAST_YEAR}, and not {text}.")
    return named
