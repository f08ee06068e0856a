"""The session kit: session files, and the pages that trainers print."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli
from msgspec.structs import replace

from msgreview.catalogue.files import shipped
from msgreview.model.config import Policy
from msgreview.model.span import Source
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course
from msgreview.train.kit.build import pages
from msgreview.train.kit.game import promises
from msgreview.train.kit.page import Page, render_page
from msgreview.train.kit.session import Kit, Session, ends, load_sessions, parse_session, times
from msgreview.train.load import load_courses
from msgreview.train.roleplay.load import load_scenes
from msgreview.train.roleplay.scene import Scene

CASES = load_cases("sessions.yaml")
SESSION = """\
title: T
about: A
courses: [chat]
start: "9:00"
homework:
- {do: Take a course, minutes: 20, course: chat}
agenda:
- {title: Hello, minutes: 15, kind: talk, does: Say hello.}
- {title: Break, kind: break, minutes: 5}
- {title: Write, kind: worksheet, minutes: 5, uses: sheet}
- {title: Play, kind: role-play, minutes: 5, uses: wrong-fine}
- {title: Game, kind: game, minutes: 5}
worksheets:
  sheet: {title: S, how: Write., columns: [What, Here], rows: [One, Two], own: philosophy}
"""


def parsed(text: str) -> tuple[Session | None, list[str]]:
    problems: list[Any] = []
    session = parse_session(Source.of("s.yaml", text), "s", problems, ["wrong-fine"], ["chat"])
    return session, list(map(str, problems))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"][0][:40])
def test_what_is_wrong_with_a_session(case: dict[str, Any]) -> None:
    text = SESSION
    for old, new in case["change"].items():
        old = "minutes: 15" if old == "minutes" else old
        assert old in text
        text = text.replace(old, new, 1)
    session, problems = parsed(text)
    assert session is None
    assert [words for words in case["says"] if not any(words in problem for problem in problems)] == [], problems


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return load_scenes([shipped("training") / "scenes"], Path.cwd())


@pytest.fixture(scope="module")
def courses(analyser: Analyser) -> tuple[Course, ...]:
    return load_courses([shipped("training")], analyser, Path.cwd())


@pytest.fixture(scope="module")
def sessions(scenes: dict[str, Scene], courses: tuple[Course, ...]) -> dict[str, Session]:
    return load_sessions(shipped("training").parent, Path.cwd(), scenes, [course.name for course in courses])


@pytest.fixture(scope="module")
def small(scenes: dict[str, Scene], courses: tuple[Course, ...], analyser: Analyser) -> Kit:
    session, problems = parsed(SESSION)
    assert problems == []
    assert session
    policies = (Policy("answers.email", "2 working days"), Policy("rooms.most_hours", "3"), Policy("loans.limit", "40"))
    return Kit(session, scenes, courses, replace(analyser.settings, policies=policies))


def page(kit: Kit, name: str) -> Page:
    return next(page for page in pages(kit) if page.name == name)


def markdown(kit: Kit, name: str) -> str:
    return render_page(page(kit, name), ".md")


def test_the_shipped_sessions_have_breaks_and_all_they_need(sessions: dict[str, Session]) -> None:
    assert list(sessions) == ["one", "two"]
    for session in sessions.values():
        kinds = [step.kind for step in session.file.agenda]
        assert session.file.minutes <= 180
        assert kinds.count("break") == 2
        assert {"worksheet", "role-play", "survey"} <= set(kinds)
        assert session.file.homework
        assert session.file.lead
        assert session.file.floating
    assert "game" in [step.kind for step in sessions["two"].file.agenda]


def test_times(small: Kit) -> None:
    assert [at for at, _ in times(small.session.file)] == ["9:00", "9:15", "9:20", "9:25", "9:30"]
    assert ends(small.session.file, "12:50") == "13:25"


def test_pages(small: Kit) -> None:
    assert [each.name for each in pages(small)] == [
        "agenda", "homework", "worksheets", "role-play", "turnaround-game", "survey-before", "survey-after", "referral-card",
        "trainers",
    ]  # fmt: skip
    assert "| 9:00 | Hello | 15 min | Say hello. |" in markdown(small, "agenda")
    assert "| Take a course | 20 min | msgreview train start chat |" in markdown(small, "homework")
    assert "| One |  |" in markdown(small, "worksheets")
    card = markdown(small, "role-play")
    assert "You are Mr Okoro, and uneasy. You begin: “Good morning." in card
    assert "- [ ] say sorry once:" in card
    before, after = markdown(small, "survey-before"), markdown(small, "survey-after")
    assert before.count("How sure are you that you can") == 5
    assert after.count("How sure are you that you can") == 10
    assert "It was worth my time." in after


def test_the_game_is_made_from_the_policies(small: Kit) -> None:
    assert [(one.what, one.value) for one in promises(small)] == [
        ("Answers: email", "2 working days"),
        ("Rooms: most hours", "3 hours"),
        ("Things that one card may have at once", "40"),
    ]
    game, notes = markdown(small, "turnaround-game"), markdown(small, "trainers")
    assert "It comes on Friday at 17:00. By which day is it answered?" in game
    assert "Tuesday" not in game.partition("## Cases")[2].replace("Tuesday at 10:00", "")
    assert "It comes on Friday at 17:00. By which day is it answered? | Tuesday |" in notes
    bare = small._replace(settings=replace(small.settings, policies=()))
    assert "write them into policies" in markdown(bare, "turnaround-game")
    assert "Answers: The turn" not in markdown(bare, "trainers")


def test_a_philosophy_of_its_own(small: Kit) -> None:
    config = replace(small.settings.config, variables={"philosophy": ["We listen."]})
    own = small._replace(settings=replace(small.settings, config=config))
    assert "| We listen. |  |" in markdown(own, "worksheets")
    assert "| One |" not in markdown(own, "worksheets")


def test_texts_stay_texts(small: Kit) -> None:
    file = replace(small.session.file, title="<b>Us</b> & co")
    html = render_page(page(small._replace(session=small.session._replace(file=file)), "agenda"), ".html")
    assert "&lt;b&gt;Us&lt;/b&gt; &amp; co" in html
    assert "<b>Us" not in html
    assert '<td class="date">15 min</td>' in html  # Not broken over two lines.


def test_the_command(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Questions that travel" in cli("train", "kit").out
    assert cli("train", "kit", "two", "--into", "kit", "--start", "13:00").code == 0
    names = {path.name for path in (tmp_path / "kit").iterdir()}
    assert {"agenda.html", "agenda.md", "turnaround-game.html", "trainers.md"} <= names
    assert "Agenda, 13:00 to 15:55" in (tmp_path / "kit" / "agenda.html").read_text("utf-8")
    assert "say where to write it" in cli("train", "kit", "two").err
    assert "Did you mean 'two'?" in cli("train", "kit", "tow", "--into", "kit").err
    assert "--start '1pm' is not a time of day" in cli("train", "kit", "two", "--into", "kit", "--start", "1pm").err
    (tmp_path / "file").write_text("x", "utf-8")
    assert "cannot be written to" in cli("train", "kit", "two", "--into", "file").err
