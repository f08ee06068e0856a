"""`msgreview schema`: JSON Schemas for editors that check YAML while it is written."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import shown_path
from msgreview.catalogue.schema_line import FOLDER, schema_file, with_schema_line
from msgreview.cli import output
from msgreview.cli.context import ConfigPath, catalogue_files, open_settings
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.report.json import indented as as_indented
from msgreview.report.schema import config_schema, message_schema, rubric_schema
from msgreview.rubric.discover import rubric_files, rubric_folders
from msgreview.train.schema import course_schema, scene_schema

Name = Literal["message", "config", "rubric", "course", "scene"]


def schema(
    what: Annotated[Name, typer.Argument(metavar="KIND", help="The kind of file.")] = "message",
    *,
    write: Annotated[
        bool, typer.Option("--write", help=f"Write all schemas into {FOLDER} of the catalogue, and name them in its files.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Print the JSON Schema of a kind of file, for your editor.

    It is made from the types that files are checked with.
    """
    if not write:
        output.write(_text(what, indented=True))
        return
    settings = open_settings(None, config, None)
    root, files = Path(settings.root), _files(settings)
    if not files:
        raise UsageError("there are no messages and no settings here. Go to the folder of the catalogue, or name its --config.")
    written = write_schemas(root)
    named = [path for path, kind in files if _name_schema(root, path, kind)]
    output.write("".join(f"{shown_path(path, Path.cwd())}\n" for path in (*written, *named)))
    output.say(
        f"{len(written)} schemas and {len(named)} files written. Editors that know YAML complete and check your files now."
    )


def write_schemas(root: Path, kinds: Iterable[str] = get_args(Name), *, anew: bool = True) -> list[Path]:
    """Writes schemas into the catalogue at `root`, or only those that are not there; the paths of those that are written.

    Raises OSError.
    """
    files = {kind: schema_file(root, kind) for kind in kinds}
    missing = {kind: path for kind, path in files.items() if anew or not path.exists()}
    for kind, path in missing.items():
        write_atomic(path, _text(kind, indented=False))
    return list(missing.values())


def write_first_schema(root: Path) -> None:
    """Writes the schema of messages into the catalogue at `root` if it is not there, and says what it is good for."""
    for path in write_schemas(root, ("message",), anew=False):
        output.say(f"{path} lets your editor complete and check messages; keep it with them.")


def outdated_schemas(root: Path) -> list[Path] | None:
    """The schemas of the catalogue at `root` that are not those of this version; None where it has none."""
    there = [(path, kind) for kind in get_args(Name) if (path := schema_file(root, kind)).is_file()]
    return [path for path, kind in there if path.read_bytes() != _text(kind, indented=False).encode()] if there else None


def _text(kind: str, *, indented: bool) -> str:
    """A schema as JSON, on one line where nobody reads it."""
    made = _schemas()[kind]()
    return as_indented(made) if indented else msgspec.json.encode(made).decode() + "\n"


def _schemas() -> dict[str, Callable[[], dict[str, Any]]]:
    return {
        "message": message_schema,
        "config": config_schema,
        "rubric": rubric_schema,
        "course": course_schema,
        "scene": scene_schema,
    }


def _files(settings: Settings) -> list[tuple[Path, str]]:
    """The files of a catalogue that have a schema, each with its kind."""
    files = [(file.path, "message") for file in catalogue_files(settings)]
    files += [(path, "rubric") for path in rubric_files(rubric_folders(settings)[1:]) if _is_rubric(path)]
    return [*files, (Path(settings.config_path), "config")] if settings.config_path else files


def _is_rubric(path: Path) -> bool:
    """Whether a file has rules in our form."""
    return path.is_file() and b"\nrules:" in path.read_bytes()


def _name_schema(root: Path, path: Path, kind: str) -> bool:
    """Whether the file at `path` lacked the comment that names its schema, or it led nowhere; then it is written."""
    try:
        before = path.read_bytes()
        after = with_schema_line(before.decode(), root, path, kind).encode()
        if after != before:
            write_atomic(path.resolve(), after)
    except UnicodeDecodeError:  # `lint` says what is wrong with it.
        return False
    except OSError as error:
        raise UsageError(f"{path} could not be written: {error.strerror or error}.") from None
    return after != before
