"""Two editors and one `git pull` at once, on the web application and real repositories: no text of anybody is lost.

In each case the pull and the second editor's save begin at some step of a save: before a run of git, or before its file is
written. What runs meanwhile waits, so that a case is the same each time.
"""

import shutil
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import pytest
from asgi import Answer, Client
from histories import Repo
from scale import SCALE
from test_serve import READY, form_in, inside, machine

from msgreview.history import commit
from msgreview.history.git import Repository

__all__ = ["machine"]
CASES = 100 if SCALE > 1 else 5
STEPS = 32
"""More than a save takes: what begins later comes after it."""
PULLS = (("--ff-only",), ("--no-rebase", "--no-edit"), ("--rebase",))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that others push to, a clone that is served, and a colleague's clone."""
    folder = tmp_path_factory.mktemp("at-once")
    origin = Repo(folder / "origin")
    origin.commit({"messages/ready.yaml": READY, "messages/late.yaml": READY.replace("hold.ready", "loan.late")})
    for name in ("served", "colleague"):
        origin.git("clone", "-q", str(origin.folder), str(folder / name))
        Repo(folder / name).be("ann" if name == "served" else "cleo")
    return folder


class Case:
    """What happens in one case, drawn from its number."""

    def __init__(self, number: int) -> None:
        draw = Random(number)
        self.second = draw.choice(["hold.ready", "loan.late"])
        self.opened_late = draw.random() < 0.2
        """Whether the second editor begins only when all else is over."""
        self.theirs = draw.choice(["messages/ready.yaml", "messages/late.yaml"])
        self.same_line = draw.random() < 0.5
        self.pull = draw.choice(PULLS)
        self.pulled_by = draw.choice(["First-aaa", "Second-bbb"])
        """In whose save the pull comes."""
        self.pulled_at = draw.randrange(STEPS)
        self.saved_at = draw.randrange(STEPS)


class Steps:
    """Runs things at the steps of a save: before each run of git, and before a file is written."""

    def __init__(self, waiting: dict[int, Callable[[], None]]) -> None:
        self._waiting = waiting
        self._step = 0

    def next(self) -> None:
        self._step += 1
        if each := self._waiting.pop(self._step - 1, None):
            token = STEPS_OF.set(None)
            each()
            STEPS_OF.reset(token)

    def last(self) -> Callable[[], None] | None:
        """The first of what has not begun, as the save had fewer steps."""
        return self._waiting.pop(min(self._waiting)) if self._waiting else None


STEPS_OF = ContextVar[Steps | None]("STEPS_OF", default=None)
"""The steps of what runs; a thread of the server that answers a request has them from who asked."""


def stepping(each: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(*arguments: Any, **options: Any) -> Any:
        if steps := STEPS_OF.get():
            steps.next()
        return each(*arguments, **options)

    return stepped


@pytest.fixture
def served(library: Path, tmp_path: Path) -> tuple[Repo, Repo, Client]:
    """What is served, a colleague's clone, and a browser."""
    for name in ("origin", "served", "colleague"):
        shutil.copytree(library / name, tmp_path / name)
    own, colleague = Repo(tmp_path / "served"), Repo(tmp_path / "colleague")
    for clone, who in ((own, "ann"), (colleague, "cleo")):
        clone.git("remote", "set-url", "origin", str(tmp_path / "origin"))
        clone.be(who)
    Repo(tmp_path / "origin").git("config", "receive.denyCurrentBranch", "ignore")
    return own, colleague, inside(own)


@pytest.mark.parametrize("number", range(CASES))
def test_no_text_is_lost(number: int, served: tuple[Repo, Repo, Client], monkeypatch: pytest.MonkeyPatch) -> None:
    case, (own, colleague, browser) = Case(number), served
    monkeypatch.setattr(Repository, "start", stepping(Repository.start))
    monkeypatch.setattr(commit, "write_atomic", stepping(commit.write_atomic))
    old, theirs = ("Dune", "Theirs-ccc") if case.same_line else ("Kind regards", "Theirs-ccc, kind regards")
    colleague.commit({case.theirs: (colleague.folder / case.theirs).read_text().replace(old, theirs)}, by="cleo")
    colleague.git("push", "-q", "origin", "main")
    answers: dict[str, Answer] = {}
    forms: dict[str, dict[str, str]] = {}
    pulled: list[bool] = []
    threads: list[Thread] = []
    later: list[Steps] = []

    def opened(id_: str) -> dict[str, str]:
        return form_in(browser.get(f"/message?id={id_}").text)

    def save(who: str, waiting: dict[int, Callable[[], None]]) -> None:
        if who == case.pulled_by:
            waiting[case.pulled_at] = pull
        steps = Steps(waiting)
        STEPS_OF.set(steps)
        form = forms[who]
        body = form["body"].replace("at the front", f"by {who} at the front")
        answers[who] = browser.post("/message/save", form | {"body": body})
        STEPS_OF.set(None)
        later.append(steps)

    def pull() -> None:
        try:
            own.git("pull", "-q", *case.pull)
            pulled.append(True)
        except AssertionError:  # Git refuses it, as it would in a terminal.
            pulled.append(False)

    def second() -> None:
        threads.append(Thread(target=save, args=("Second-bbb", {})))
        threads[-1].start()

    forms["First-aaa"] = opened("hold.ready")
    forms["Second-bbb"] = opened(case.second)
    together = not case.opened_late and case.saved_at != case.pulled_at
    save("First-aaa", {case.saved_at: second} if together else {})
    if not together:
        forms["Second-bbb"] = opened(case.second) or forms["Second-bbb"]
        second()
    while later or any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join()
        if each := next(filter(None, (steps.last() for steps in later)), None):
            each()
        else:
            later.clear()

    assert answers.keys() == forms.keys()
    files = {path: (own.folder / path).read_text() for path in ("messages/ready.yaml", "messages/late.yaml")}
    texts = "\n".join(files.values()) + own.git("show", "HEAD:messages/ready.yaml", "HEAD:messages/late.yaml")
    told = own.git("log", "-p", "--format=", "--all")
    for who, answer in answers.items():
        assert answer.status in (303, 409, 422), (who, answer.status)
        if answer.status == 303:  # What was saved stands, and git has it; a rebase that stopped brings it back when it goes on.
            assert who in texts or (own.folder / ".git" / "rebase-merge").exists(), files
            assert who in told
        else:  # What was not is on the page that says so, and nowhere else.
            assert who in answer.text
            assert who not in texts + told
    if pulled == [True]:  # What was pulled stands, whatever was saved meanwhile.
        assert "Theirs-ccc" in files[case.theirs]
        assert "Theirs-ccc" in told
    if not any((own.folder / ".git" / name).exists() for name in ("MERGE_HEAD", "rebase-merge")):
        assert own.git("status", "--porcelain") == ""  # Nothing waits to undo what somebody wrote.
    assert "Theirs-ccc" in colleague.git("show", f"origin/main:{case.theirs}")
