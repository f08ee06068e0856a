"""`msgreview train play`: a conversation with a customer, typed line by line."""

from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.train.classroom import Classroom, open_classroom, open_journal, pick
from msgreview.cli.train.conversation import YOU, customer, talk, wrapped
from msgreview.model.errors import UsageError
from msgreview.report.lines import Block, Column, Grid, Line, Style, line, paragraph
from msgreview.train.grade import Grade
from msgreview.train.journal import add
from msgreview.train.roleplay.acts import Listener
from msgreview.train.roleplay.debrief import ENDS, grade, moves, named, source
from msgreview.train.roleplay.engine import Play, Read, begin, first_words, run, stop, time_words
from msgreview.train.roleplay.export import export_scene
from msgreview.train.roleplay.load import scenes_of
from msgreview.train.roleplay.scene import Scene


def play(
    scene: Annotated[str, typer.Argument(metavar="SCENE", help="The scene, by its name.")] = "",
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the scenes.")] = False,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it for reading aloud in a group: out.md or out.html.")
    ] = None,
    config: ConfigPath = None,
) -> None:
    """Play a conversation with a customer."""
    classroom = open_classroom(config)
    scenes = open_scenes(classroom)
    if listed or not scene:
        _list(scenes)
        raise typer.Exit(CLEAN)
    chosen = pick(scenes, scene, "scene", "msgreview train play --list")
    read = Listener(chosen, classroom.analyser).read
    if export:
        _export(chosen, read, export)
        raise typer.Exit(CLEAN)
    raise typer.Exit(CLEAN if _play(chosen, classroom, read).passed else FINDINGS)


def open_scenes(classroom: Classroom) -> dict[str, Scene]:
    """The scenes of a catalogue. Raises TrainingError."""
    return scenes_of(Path(classroom.analyser.settings.root))


def _list(scenes: dict[str, Scene]) -> None:
    rows = tuple(line((one.name, "bold"), one.setting, str(one.minutes), one.about or one.title) for one in scenes.values())
    output.show([Grid((Column("Scene"), Column("Where"), Column("Minutes", "right"), Column("About")), rows)])
    output.say("Play one: msgreview train play SCENE")


def _export(scene: Scene, read: Read, path: Path) -> None:
    if path.suffix not in (".md", ".html"):
        raise UsageError(f"{path} is neither .md nor .html. Name it such as {scene.name}.html.")
    if not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}. Check the folder.")
    write_atomic(path, export_scene(scene, read, path.suffix))
    output.say(f"{path} is written: the parts, the script and the moves, to be read aloud and talked about.")


def _play(scene: Scene, classroom: Classroom, read: Read) -> Grade:
    """The conversation, its debrief, and what of it goes into the learner's file."""
    journal = open_journal()
    _introduce(scene)
    ended, left = talk(begin(scene), read)
    ended = stop(ended) if left else ended
    result = grade(ended)
    if ended.turns:
        missed = tuple(dict.fromkeys(remark.rule for remark in result.practices if remark.rule and not remark.ok))
        add(journal, classroom.now, "scene", scene.name, passed=result.passed, missed=missed)
    output.show(_debrief(ended, result, run(scene, scene.model, read)))
    return result


def _introduce(scene: Scene) -> None:
    output.show([line((f"{scene.title} ({scene.setting})", "bold")), *wrapped(scene.you), line("")])
    hows = (
        "Type what you say, one line at a time. You may also type: wait 2 (two minutes pass while you look something up),"
        " label (say what your last line was meant to do), again (start over), stop."
    )
    output.show([*wrapped(hows, style="dim"), line("")])
    customer(scene, first_words(scene), scene.mood)


def _debrief(play: Play, result: Grade, model: Play) -> list[Block]:
    """The moves made and missed with their sources, what hurt, the transcript, and the model path."""
    rows: list[Block] = [line(""), line((f"How it went: {ENDS[play.end]}", "bold"))]
    if result.refused:
        return [*rows, *wrapped(result.refused)]
    for remark in result.practices:
        sign: tuple[str, Style] = ("✓", "green") if remark.ok else ("✗", "yellow")
        rows += paragraph(remark.text, output.width() - 1, line("  ", sign, " "))
    rows += [line(""), line(("The conversation", "bold")), *_transcript(play)]
    title = "You made every move. Another good way to say it" if result.passed else "The model path"
    rows += [line(""), line((title, "bold")), *_transcript(model), line(""), line(("Where the moves come from", "bold"))]
    for one in dict.fromkeys(source(play.scene, wanted) for wanted in play.scene.wanted):
        rows += wrapped(one, "  ", "dim")
    return rows


def _transcript(play: Play) -> list[Line]:
    rows = _said(play.scene.customer, first_words(play.scene))
    for number, turn in enumerate(play.turns, 1):
        made = [named(move.wanted) for move in moves(play) if move.line == number]
        if turn.noticed:
            rows += _said(play.scene.customer, f"({time_words(turn.seconds)} later) {turn.noticed}")
        rows += _said(f"{number} {YOU}", turn.text)
        rows += wrapped(f"[{'; '.join(made)}]", "      ", "green") if made else []
        rows += _said(play.scene.customer, turn.reply) if turn.reply else []
    return rows


def _said(who: str, words: str) -> list[Line]:
    return [*paragraph(f"{who}: {words}", output.width() - 1, "  ", "      ")]
