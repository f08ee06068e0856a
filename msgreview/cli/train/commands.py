"""`msgreview train`: what to practise next, courses, answers and progress."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.train.assign import assign, assigned_here, tasks
from msgreview.cli.train.classroom import Classroom, journal_path, open_classroom, open_journal
from msgreview.cli.train.hand_in import hand_in
from msgreview.cli.train.harvest import harvest
from msgreview.cli.train.kit import kit, open_sessions
from msgreview.cli.train.play import open_scenes, play
from msgreview.cli.train.report import report
from msgreview.cli.train.sample import sample
from msgreview.cli.train.schedule import schedule
from msgreview.cli.train.session import AnswerSource, Session
from msgreview.cli.train.survey import offer, survey
from msgreview.cli.train.watch import Saved
from msgreview.cli.typed_text import read_text
from msgreview.model.errors import UsageError
from msgreview.report.lines import Block, Column, Grid, count, line
from msgreview.train.assignment import handle_problem
from msgreview.train.check import check_courses, near_copies, untaught
from msgreview.train.course import Course, Exercise
from msgreview.train.journal import Journal, add, forget, handle
from msgreview.train.practice import current_course, next_in, session, to_do
from msgreview.train.progress import days, hardest, progress
from msgreview.train.roleplay.validate import validate_scene
from msgreview.train.sample import score
from msgreview.train.survey import half_due, is_over

app = typer.Typer(
    help="Practice for those who write and send the messages.",
    rich_markup_mode=None,
    invoke_without_command=True,
)

app.command("schedule")(schedule)
app.command("play")(play)
app.command("kit")(kit)
app.command("survey")(survey)
app.command("sample")(sample)
app.command("hand-in")(hand_in)
app.command("assign")(assign)
app.command("report")(report)
app.command("harvest")(harvest)

What = Annotated[str, typer.Argument(metavar="COURSE|EXERCISE|RULE", help="A course, an exercise or a rule, by its name.")]

Here = Annotated[str, typer.Argument(metavar="EXERCISE", help="The exercise; the one you are at where none is named.")]


@app.callback(invoke_without_command=True)
def next_step(
    context: typer.Context,
    called: Annotated[
        str, typer.Option("--as", metavar="HANDLE", help="The handle you go by: shows what is assigned to you, now and later.")
    ] = "",
) -> None:
    """Say in one screen what to practise next."""
    if context.invoked_subcommand is not None:
        return
    if called and (reason := handle_problem(called)):
        raise UsageError(reason)
    classroom, journal = open_classroom(), open_journal()
    if called and called != handle(journal.records):
        journal = add(journal, classroom.now, "handle", called)
    standings = progress(classroom.courses, journal.records, classroom.now)
    due = sum(row.due for row in standings)
    course = current_course(classroom.courses, journal.records)
    assigned = tasks(classroom, handle(journal.records), standings)
    rows: list[Block] = [*assigned.rows]
    if due:
        several = "1 exercise is" if due == 1 else f"{due} exercises are"
        rows.append(line((f"{several} due again.", "bold"), " Ten minutes: msgreview train practise"))
    if course:
        left = next(row.left for row in standings if row.course is course)
        rows.append(line(("You are in the middle of: ", "bold"), course.title, f" ({left} to go)"))
        rows.append(line(f"  Go on: msgreview train start {course.name}"))
    for row in standings:
        rows += _second_halves(row.course, journal)
    begun = {course.name if course else "", *assigned.courses}
    fresh = [row.course for row in standings if not row.passed and not row.skipped and row.course.name not in begun][:3]
    if fresh:
        rows.append(line(("Something new:" if journal.records else "A good start:", "bold")))
        rows += [line(f"  {one.title}: msgreview train start {one.name}") for one in fresh]
    if not rows:
        rows.append(line(("You have done all there is, and nothing is due today.", "bold"), " Well done."))
    rows.append(line(("All courses: msgreview train list   How far you are: msgreview train progress", "dim")))
    output.show(rows)


def _second_halves(course: Course, journal: Journal) -> list[Block]:
    """What is to be answered after a course, as something was before it."""
    records = journal.records
    rows: list[Block] = []
    if half_due(course, records) == "after" and is_over(course, "before", records):
        rows += [line(("A few questions are left on: ", "bold"), course.title), line(f"  msgreview train survey {course.name}")]
    if next_in(course, records) is None and score(course.name, "before", records) and not score(course.name, "after", records):
        rows += [line(("Your second sample is left: ", "bold"), course.title), line(f"  msgreview train sample {course.name}")]
    return rows


@app.command("list")
def list_courses(course: Annotated[str, typer.Argument(help="Its exercises, too.")] = "", config: ConfigPath = None) -> None:
    """List the courses, or the exercises of one."""
    classroom = open_classroom(config)
    if course:
        chosen = classroom.course(course)
        rows = tuple(line((one.id, "bold"), one.kind, str(one.minutes), one.prompt) for one in chosen.exercises)
        columns = (Column("Exercise"), Column("Kind"), Column("Minutes", "right"), Column("What you are asked"))
        output.show(
            [line((chosen.title, "bold")), *([line(chosen.about)] if chosen.about else []), line(""), Grid(columns, rows)]
        )
        return
    minutes = {one.name: sum(each.minutes for each in one.exercises) for one in classroom.courses}
    rows = tuple(
        line((one.name, "bold"), str(len(one.exercises)), str(minutes[one.name]), one.title) for one in classroom.courses
    )
    output.show([Grid((Column("Course"), Column("Exercises", "right"), Column("Minutes", "right"), Column("About")), rows)])
    output.say("Start with one: msgreview train start COURSE. Any rule can be practised, too: msgreview train start tone.curt")


@app.command()
def start(what: What, config: ConfigPath = None) -> None:
    """Start or go on with a course, an exercise or a rule."""
    _start(what, config)


@app.command()
def watch(
    what: What,
    *,
    into: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files for your answers are.")] = Path("practice"),
    config: ConfigPath = None,
) -> None:
    """Practise in your own editor: each file you save is graded.

    Every exercise has a file of its own in the folder; when it is passed, the next one is shown.
    """
    _start(what, config, Saved(into))


def _start(what: str, config: Path | None, source: AnswerSource | None = None) -> None:
    """A sitting with what is to do of a course, an exercise or a rule."""
    classroom, journal = open_classroom(config), open_journal()
    exercises = classroom.exercises(what)
    if not exercises:
        raise UsageError(f"'{what}' has no example that could be practised. `msgreview explain {what}` says what it is about.")
    is_course = "." not in what  # a course of one exercise is more than the exercise
    course = next((one for one in classroom.courses if is_course and one.exercises == exercises), None)
    if course:
        journal = add(offer(classroom, journal, course), classroom.now, "start", course.name)
        if course.read and next_in(course, journal.records) == course.exercises[0]:
            output.show([line((course.title, "bold")), line(""), *map(line, course.read.splitlines()), line("")])
        exercises = tuple(to_do(course.exercises, journal.records))
        if not exercises:
            offer(classroom, journal, course)
            output.say(f"You have done all of it. `msgreview train reset {course.name}` starts it over.")
            raise typer.Exit(CLEAN)
    _sit(classroom, journal, exercises, course, source)


@app.command()
def practise(
    *,
    minutes: Annotated[int, typer.Option(min=1, help="How much time there is.")] = 10,
    config: ConfigPath = None,
    as_of: AsOf = None,
) -> None:
    """Practise what is due again, for ten minutes."""
    classroom, journal = open_classroom(config, as_of), open_journal()
    exercises = session(classroom.every, journal.records, classroom.now, minutes)
    if not exercises:
        output.say("Nothing is due. `msgreview train` says what is new.")
        raise typer.Exit(CLEAN)
    _sit(classroom, journal, exercises)


@app.command()
def answer(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="The exercise, by its id.")],
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The answer; standard input where none is given.")] = None,
    config: ConfigPath = None,
) -> None:
    """Grade an answer to one exercise, from a file or standard input."""
    classroom = open_classroom(config)
    chosen = _one(classroom, exercise)
    text, _ = read_text(file)
    grade = Session(classroom, open_journal()).answer(chosen, text.strip("\n"))
    raise typer.Exit(CLEAN if grade.passed else FINDINGS)


@app.command()
def hint(
    exercise: Annotated[str, typer.Argument(help="The exercise; the one you are at by default.")] = "", config: ConfigPath = None
) -> None:
    """Show the next hint to an exercise."""
    classroom, journal = open_classroom(config), open_journal()
    Session(classroom, journal).hint(_here(classroom, journal, exercise))


@app.command()
def skip(
    exercise: Here = "",
    *,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why, for yourself.")] = "",
    config: ConfigPath = None,
) -> None:
    """Put an exercise aside and go on with the next."""
    classroom, journal = open_classroom(config), open_journal()
    Session(classroom, journal).skip(_here(classroom, journal, exercise), because)


@app.command()
def reset(
    what: Annotated[str, typer.Argument(metavar="COURSE|EXERCISE", help="What to start over.")] = "",
    *,
    everything: Annotated[bool, typer.Option("--all", help="All courses.")] = False,
    config: ConfigPath = None,
) -> None:
    """Start an exercise, a course or everything over."""
    if bool(what) == everything:
        raise UsageError("name a course or an exercise to start over, or say --all.")
    classroom, journal = open_classroom(config), open_journal()
    of = "" if everything else what if len(classroom.exercises(what)) == 1 else classroom.course(what).name
    add(journal, classroom.now, "reset", of)
    output.say("Everything starts over." if everything else f"{of} starts over. `msgreview train start {of}` begins.")


@app.command("progress")
def show_progress(config: ConfigPath = None, as_of: AsOf = None) -> None:
    """Show how far you are, and what was hardest."""
    classroom, journal = open_classroom(config, as_of), open_journal()
    rows = progress(classroom.courses, journal.records, classroom.now)
    done = ((row, row.passed, len(row.course.exercises)) for row in rows)
    cells = tuple(
        line(row.course.title, f"{passed} of {every}", (_bar(passed, every), "green"), (str(row.due or ""), "yellow"))
        for row, passed, every in done
    )
    output.show([Grid((Column("Course"), Column("Passed", "right"), Column(""), Column("Due again", "right")), cells)])
    output.say(f"You have practised on {count(days(journal.records), 'day')}.")
    for rule, times in hardest(journal.records):
        output.say(f"Missed {count(times, 'time')}: {rule}. Practise it: msgreview train start {rule}")


@app.command("forget")
def forget_all(*, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete everything that is kept of your practice on this machine."""
    path = journal_path()
    if not yes and not typer.confirm(f"Delete {path}, with all your answers and progress?"):
        output.say("Nothing was deleted.")
        raise typer.Exit(CLEAN)
    output.say(f"{path} is gone." if forget(path) else "There was nothing to delete.")


@app.command("check")
def check(config: ConfigPath = None) -> None:
    """Check courses, scenes and sessions, for those who write them.

    What is given fails, every model answer passes, and nothing is there twice.
    """
    classroom = open_classroom(config)
    assigned_here(classroom)
    scenes = open_scenes(classroom)
    sessions = open_sessions(classroom, scenes)
    flaws = [str(flaw) for flaw in check_courses(classroom.courses, classroom.analyser)]
    flaws += [str(flaw) for flaw in near_copies(classroom.every, classroom.analyser)]
    flaws += [words for scene in scenes.values() for words in validate_scene(scene, classroom.analyser)]
    output.show([line(flaw) for flaw in flaws])
    for rule in untaught(classroom.courses, classroom.analyser):
        output.say(f"No exercise is about the rule {rule.id}. Give it a bad and a good example, or an exercise of its own.")
    if flaws:
        raise typer.Exit(FINDINGS)
    courses = f"{len(classroom.every)} exercises in {len(classroom.courses)} courses"
    output.say(f"{courses} and {len(scenes)} scenes: each can be failed and passed.")
    output.say(f"{count(len(sessions), 'session')} for groups: each has its breaks, and what it uses is there.")


def _sit(
    classroom: Classroom,
    journal: Journal,
    exercises: Sequence[Exercise],
    course: Course | None = None,
    source: AnswerSource | None = None,
) -> None:
    """A sitting, and what to do after it."""
    sitting = Session(classroom, journal, source)
    end = sitting.run(exercises)
    if course:
        offer(classroom, sitting.journal, course)
    if end == "stopped":
        output.say("All is kept. `msgreview train` goes on.")
    elif course:
        output.say(f"You are through: {course.title}. Well done. `msgreview train` says what is next.")
    else:
        output.say("That is it for now. `msgreview train` says what is next.")


def _one(classroom: Classroom, name: str) -> Exercise:
    exercises = classroom.exercises(name)
    if len(exercises) != 1:
        raise UsageError(f"'{name}' is more than one exercise. `msgreview train list {name}` names them.")
    return exercises[0]


def _here(classroom: Classroom, journal: Journal, name: str) -> Exercise:
    """The exercise named, or the one that the learner is at."""
    if name:
        return _one(classroom, name)
    course = current_course(classroom.courses, journal.records)
    exercise = next_in(course, journal.records) if course else None
    if exercise is None:
        raise UsageError("you are at no exercise. Name one, or start with `msgreview train`.")
    return exercise


def _bar(part: int, whole: int) -> str:
    full = round(10 * part / whole) if whole else 0
    return "■" * full + "·" * (10 - full)
