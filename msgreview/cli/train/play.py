"""`msgreview train play`: a conversation with a customer, typed line by line."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import wrap
from time import monotonic
from typing import Annotated

import typer

from msgreview.catalogue.atomic import write_atomic
from msgreview.cli import output
from msgreview.cli.context import ConfigPath
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.train.classroom import Classroom, open_classroom, open_journal, pick
from msgreview.model.errors import UsageError
from msgreview.report.grid import Block, Column, Grid
from msgreview.report.lines import Line, Run, Style, line
from msgreview.train.grade import Grade
from msgreview.train.journal import add
from msgreview.train.roleplay.acts import Listener
from msgreview.train.roleplay.debrief import ENDS, grade, moves, named, source
from msgreview.train.roleplay.engine import Play, Read, Turn, begin, choices, first_words, run, say, stop, time_words
from msgreview.train.roleplay.export import export_scene
from msgreview.train.roleplay.load import load_scenes, scene_folders
from msgreview.train.roleplay.scene import Scene

clock: Callable[[], float] = monotonic
"""Seconds; only their differences count."""

_MOODS: dict[int, tuple[str, Style]] = {
    2: ("glad", "green"),
    1: ("at ease", "green"),
    0: ("calm", ""),
    -1: ("uneasy", "yellow"),
    -2: ("upset", "red"),
    -3: ("has had enough", "red"),
}
_YOU = "You"


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
    classroom = open_classroom(config, None)
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
    """The scenes of a catalogue. Raises SceneError."""
    return load_scenes(scene_folders(Path(classroom.analyser.settings.root)), Path.cwd())


def _list(scenes: dict[str, Scene]) -> None:
    rows = tuple(
        (Run(one.name, "bold"), Run(one.setting), Run(str(one.minutes)), Run(one.about or one.title)) for one in scenes.values()
    )
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
    ended = _talk(begin(scene), read)
    result = grade(ended)
    if ended.turns:
        missed = tuple(dict.fromkeys(remark.rule for remark in result.practices if remark.rule and not remark.ok))
        add(journal, classroom.now, "scene", scene.name, passed=result.passed, missed=missed)
    output.show(_debrief(ended, result, run(scene, scene.model, read)))
    return result


def _introduce(scene: Scene) -> None:
    output.show([line((f"{scene.title} ({scene.setting})", "bold")), *_wrapped(scene.you), line("")])
    hows = (
        "Type what you say, one line at a time. You may also type: wait 2 (two minutes pass while you look something up),"
        " label (say what your last line was meant to do), again (start over), stop."
    )
    output.show([*_wrapped(hows, style="dim"), line("")])
    _customer(scene, first_words(scene), scene.mood)


def _talk(play: Play, read: Read) -> Play:
    """Line after line, until the conversation ends or the learner goes."""
    before, waited, since = play, 0, clock()
    while not play.end:
        text = _read_line()
        if text is None:
            return stop(play)
        word = text.strip().casefold()
        if word in ("stop", "quit", "exit"):
            return stop(play)
        if not word:
            continue
        if word == "again":
            play = before = begin(play.scene)
            _customer(play.scene, first_words(play.scene), play.mood)
        elif minutes := _minutes(word):
            waited += 60 * minutes
            output.show([line((f"({minutes} {'minute passes' if minutes == 1 else 'minutes pass'}.)", "dim"))])
            continue
        elif word == "label":
            play, before = _label(play, before, read), play
        else:
            before, play = play, say(play, text.strip(), read, waited + int(clock() - since))
            _show_answer(play)
        waited, since = 0, clock()
    return play


def _minutes(word: str) -> int:
    """The minutes of `wait 2`; 0 where it is something else."""
    first, _, rest = word.partition(" ")
    number = rest.removesuffix("minutes").removesuffix("minute").removesuffix("min").strip()
    return int(number) if first == "wait" and number.isdecimal() and len(number) < 4 else 0


def _label(play: Play, before: Play, read: Read) -> Play:
    """The conversation with the last line counted as what the learner says it does."""
    if not play.turns or before == play:
        output.show([line(("There is no line of yours yet that could be labelled.", "dim"))])
        return play
    acts = choices(play)
    output.show(
        [
            line(f"“{play.turns[-1].text}” was meant to:"),
            *(line(f"{number:>3}  {words}") for number, (words, _) in enumerate(acts, 1)),
        ]
    )
    answer = (_read_line() or "").strip()
    if not answer.isdecimal() or not 1 <= int(answer) <= len(acts):
        output.show([line((f"No label, then. It takes a number from 1 to {len(acts)}.", "dim"))])
        return play
    last = play.turns[-1]
    after = say(before, last.text, read, last.seconds, acts[int(answer) - 1][1])
    _show_answer(after)
    return after


def _read_line() -> str | None:
    if sys.stdin.isatty():
        output.write(f"{_YOU}: ")
        output.finish()
    text = sys.stdin.readline()
    if not text:
        return None
    if not sys.stdin.isatty():
        output.show(_speech(_YOU, text.rstrip("\r\n")))
    return text.rstrip("\r\n")


def _show_answer(play: Play) -> None:
    """What came of the last line."""
    turn = play.turns[-1]
    if turn.noticed:
        output.show(_wrapped(f"(After {time_words(turn.seconds)} of silence: “{turn.noticed}”)", style="yellow"))
    if turn.reply:
        _customer(play.scene, turn.reply, turn.mood)
    if turn.unclear:
        output.show(_wrapped("(I could not tell what that line does. Say it in other words, or type: label)", style="dim"))
    if turn.said.red:
        output.show(_wrapped(turn.said.red.text, style="red"))


def _customer(scene: Scene, words: str, mood: int) -> None:
    name, style = _MOODS[max(-3, min(2, mood))]
    output.show(_speech(f"{scene.customer} ({name})", words, style))


def _speech(who: str, words: str, style: Style = "") -> list[Line]:
    first, *rest = wrap(f"{who}: {words}", output.width() - 1) or [f"{who}:"]
    return [line((who, style or "bold"), first.removeprefix(who)), *(line(f"  {row}") for row in rest)]


def _wrapped(text: str, indent: str = "", style: Style = "") -> list[Line]:
    rows = wrap(text, output.width() - 1 - len(indent))
    return [line((indent + row, style)) for row in rows]


def _debrief(play: Play, result: Grade, model: Play) -> list[Block]:
    """The moves made and missed with their sources, what hurt, the transcript, and the model path."""
    rows: list[Block] = [line(""), line((f"How it went: {ENDS[play.end]}", "bold"))]
    if result.refused:
        return [*rows, *_wrapped(result.refused)]
    for remark in result.practices:
        sign: tuple[str, Style] = ("✓", "green") if remark.ok else ("✗", "yellow")
        first, *rest = wrap(remark.text, output.width() - 5)
        rows += [line("  ", sign, f" {first}"), *(line(f"    {row}") for row in rest)]
    rows += [line(""), line(("The conversation", "bold")), *_transcript(play)]
    title = "You made every move. Another good way to say it" if result.passed else "The model path"
    rows += [line(""), line((title, "bold")), *_transcript(model), line(""), line(("Where the moves come from", "bold"))]
    for one in dict.fromkeys(source(play.scene, wanted) for wanted in play.scene.wanted):
        rows += _wrapped(one, "  ", "dim")
    return rows


def _transcript(play: Play) -> list[Line]:
    rows = _said(play.scene.customer, first_words(play.scene))
    for number, turn in enumerate(play.turns, 1):
        made = [named(move.wanted) for move in moves(play) if move.line == number]
        rows += [*_silence(play.scene, turn), *_said(f"{number} {_YOU}", turn.text)]
        rows += _wrapped(f"[{'; '.join(made)}]", "      ", "green") if made else []
        rows += _said(play.scene.customer, turn.reply) if turn.reply else []
    return rows


def _silence(scene: Scene, turn: Turn) -> list[Line]:
    return _said(scene.customer, f"({time_words(turn.seconds)} later) {turn.noticed}") if turn.noticed else []


def _said(who: str, words: str) -> list[Line]:
    return [
        line(f"  {row}" if number == 0 else f"      {row}")
        for number, row in enumerate(wrap(f"{who}: {words}", output.width() - 7))
    ]
