"""`msgreview train harvest`: exercises from the team's own messages, each approved by a person."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import shown_path
from msgreview.catalogue.index import Catalogue, index
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.write import as_entry
from msgreview.catalogue.yaml_tree import Constructor, FileError, compose, decode
from msgreview.cli import output
from msgreview.cli.context import ConfigPath, catalogue_files
from msgreview.cli.editor import NO_EDITOR, run_editor
from msgreview.cli.errors import CLEAN
from msgreview.cli.train.classroom import Classroom, open_classroom
from msgreview.cli.train.screen import show_text
from msgreview.cli.train.session import read_answer
from msgreview.history.git import GitError
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.report.lines import Column, Grid, count, line, one_line
from msgreview.train.folders import OWN
from msgreview.train.kinds import KINDS

if TYPE_CHECKING:
    from msgreview.train.harvest import Own, Proposal

_FILE = "our-messages.yaml"
_MODELS = 2


def harvest(
    *,
    listed: Annotated[bool, typer.Option("--list", help="List what there is, and write nothing.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many to propose.")] = 20,
    to: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="The course to add them to.", show_default=f"training/{_FILE}")
    ] = None,
    config: ConfigPath = None,
) -> None:
    """Make exercises from your own messages.

    What was made better in them, and what is found in them, with stand-ins for names, addresses and numbers. You look at each.
    """
    from msgreview.train.harvest import proposals

    classroom = open_classroom(config)
    own, people = _own(classroom.analyser.settings)
    taken = [KINDS[each.kind].pose(each, classroom.analyser).given for each in classroom.every]
    made = list(islice(proposals(own, classroom.analyser, people, filter(None, taken)), most))
    if not made:
        output.say("There is nothing to make exercises from: no words that a rule finds, and no message that was made better.")
        raise typer.Exit(CLEAN)
    if listed:
        _list(made)
        raise typer.Exit(CLEAN)
    file = to or Path(classroom.analyser.settings.root, OWN, _FILE)
    kept = 0
    for number, proposal in enumerate(made, 1):
        end = _walk(classroom, proposal, f"{number} of {len(made)}", file)
        kept += end == "kept"
        if end == "stopped":
            break
    if kept:
        output.say(f"Added {count(kept, 'exercise')} to {file}. Look through the file, and commit it.")
    else:
        output.say("Nothing was added.")


def _list(made: "list[Proposal]") -> None:
    texts = ((each, ", ".join(each.keys["rules"]), one_line(each.keys["given"], 60)) for each in made)
    rows = tuple(line((each.name, "bold"), each.message, rules, given) for each, rules, given in texts)
    output.show([Grid((Column("Exercise"), Column("From"), Column("Rules"), Column("Text")), rows)])
    output.say("Walk through them: msgreview train harvest")


def _walk(classroom: Classroom, proposal: "Proposal", place: str, file: Path) -> str:
    """One proposal, until it is kept, dropped or left."""
    from msgreview.train.own_course import with_exercise

    keys = proposal.keys
    _show(proposal, keys, place)
    while (word := _ask("keep, edit, drop or stop?")) not in ("stop", "s", "quit", "q", None):
        if word in ("drop", "d"):
            return "dropped"
        if word in ("edit", "e"):
            keys = _edited(keys) or keys
            _show(proposal, keys, place)
        elif word in ("keep", "k"):
            tried = _with_models(keys)
            data = file.read_bytes() if file.exists() else b""
            shown = shown_path(file, Path.cwd())
            added = with_exercise(data, shown, file.stem, proposal.name, tried, classroom.analyser)
            if not added.flaws:
                write_atomic(file, added.data)
                output.say(f"Kept as {file.stem}.{added.name}.")
                return "kept"
            output.show([line((f"Not yet: {flaw}", "yellow")) for flaw in added.flaws])
        else:
            output.show([line(("Type keep, edit, drop or stop, or its first letter.", "yellow"))])
    return "stopped"


def _show(proposal: "Proposal", keys: dict[str, Any], place: str) -> None:
    show_text(f"{keys.get('kind')}, {place}, from {proposal.message}", str(keys.get("prompt")), str(keys.get("given")))
    if keys.get("spots"):
        output.show([line(("To find: ", "bold"), " | ".join(keys["spots"]))])
    for model in keys.get("models") or ():
        show_text("", "A good way:", model)
    output.show([line(("Rules: ", "bold"), ", ".join(keys.get("rules") or ()))])
    if proposal.replaced:
        output.show([line(("Stand-ins were put for: ", "bold"), ", ".join(proposal.replaced))])
    if proposal.unsure:
        output.show([line(("Are these people? Then edit them out: ", "yellow"), ", ".join(proposal.unsure))])


def _ask(question: str) -> str | None:
    """A word in small letters; None where there is nobody to answer."""
    output.show([line((question, "bold"))])
    answer = read_answer(long=False)
    return None if answer is None else answer.strip().casefold()


def _with_models(keys: dict[str, Any]) -> dict[str, Any]:
    """A rewriting with as many good ways as learners are to see; what is typed is checked with the exercise."""
    models = list(keys.get("models") or ())
    if keys.get("kind") != "rewrite" or len(models) >= _MODELS:
        return keys
    output.show([
        line(("There is more than one good way. How would you write it?", "bold")),
        line(("A line with only a full stop ends it.", "dim")),
    ])  # fmt: skip
    typed = (read_answer(long=True) or "").strip()
    return keys | {"models": [*models, typed]} if typed else keys


def _in_editor(text: str) -> str | None:
    """The text as the user's editor leaves it; None where the editor ends with an error. OSError where none can be started."""
    with TemporaryDirectory(prefix="msgreview-") as folder:
        path = Path(folder, "exercise.yaml")
        path.write_text(text, "utf-8")
        return path.read_text("utf-8") if run_editor(path) else None


def _edited(keys: dict[str, Any]) -> dict[str, Any] | None:
    """The exercise as it comes back from the user's editor; None where it does not."""
    try:
        text = _in_editor(as_entry("exercise", keys, ""))
    except OSError:
        output.say(NO_EDITOR)
        return None
    if text is None:
        return None
    try:
        value = Constructor(source := decode(text.encode(), "exercise")).construct(next(iter(compose(source)))).value
    except FileError as error:
        output.say(f"This cannot be read, so it stays as it was: {describe_error(error)}")
        return None
    inner = value.get("exercise") if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else None


def _own(settings: Settings) -> "tuple[Iterator[Own], list[str]]":
    """What there is to make exercises from, what was made better first, and the names of people in git and the settings."""
    from msgreview.report.past import Past
    from msgreview.train.own_messages import as_they_are, made_better, spared

    files = catalogue_files(settings)
    if not files:
        raise UsageError("there are no messages here. Go to the folder of your catalogue, or name its settings with --config.")
    catalogue = Catalogue(ids := index(files))
    people: list[str] = []
    better: list[Own] = []
    try:
        past = Past(settings)
        people = sorted({person for person in past.history.names.values() if person})
        better = list(made_better(past, catalogue.entry, settings))
    except GitError:
        output.say("These messages are not in git, so that only what is found in them now can be used.")
    return spared(chain(better, as_they_are(ids, catalogue, settings)), catalogue.entry, settings), people
