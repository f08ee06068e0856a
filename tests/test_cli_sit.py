"""`msgreview review sit` line by line: dialogues as data, and what happens meanwhile."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases
from conftest import Cli, Ended
from histories import Repo
from waiting import repository

CASES = load_cases("sit.yaml")

pytestmark = pytest.mark.usefixtures("own_git")


class Typed(io.StringIO):
    """What is typed line by line; something may happen before a line: a callable stands for it."""

    def __init__(self, lines: Iterable[str | Callable[[], Any]]) -> None:
        super().__init__()
        self._lines = iter(lines)

    def readline(self, *_: object) -> str:  # type: ignore[override]
        line = next(self._lines, None)
        while callable(line):
            line()
            line = next(self._lines, None)
        return "" if line is None else line + "\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("made") / "repo").folder


@pytest.fixture
def repo(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    import shutil

    repo = Repo.__new__(Repo)
    repo.folder = shutil.copytree(made, tmp_path / "repo")
    monkeypatch.chdir(repo.folder)
    return repo


Sit = Callable[..., Ended]


@pytest.fixture
def sit(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Sit:
    monkeypatch.chdir(repo.folder)

    def sit(typed: Iterable[str | Callable[[], Any]], *arguments: str) -> Ended:
        return cli("review", "sit", *arguments, stdin=Typed(typed))

    return sit


def commits(repo: Repo, since: str) -> list[str]:
    """What the commits say, oldest first, without their trailers."""
    bodies = repo.git("log", "--reverse", "--format=%B%x00", f"{since}..HEAD").split("\0")
    return [body.strip().partition("\n\nReviewed-")[0].partition("\n\nUndoes-")[0] for body in bodies if body.strip()]


def in_order(text: str, pieces: Iterable[str]) -> Iterator[str]:
    """Those pieces that do not follow one another in a text."""
    flat, at = " ".join(text.split()), 0
    for piece in pieces:
        found = flat.find(" ".join(piece.split()), at)
        if found < 0:
            yield piece
        at = max(at, found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_sitting_line_by_line(case: dict[str, Any], repo: Repo, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    if "files" in case:
        repo.commit(case["files"], "ann", "2026-03-02")
    repo.be(case.get("as", "bob"))
    monkeypatch.setenv("VISUAL", case.get("editor", "false"))
    head = repo.git("rev-parse", "HEAD")
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    monkeypatch.setattr("sys.stdout", said)
    ended = sit(case["typed"], *case.get("names", ()), "--minutes", "../minutes.md")
    assert ended.code == 0, said.getvalue()
    assert list(in_order(said.getvalue(), case["says"])) == [], said.getvalue()
    assert commits(repo, head) == case["commits"]
    assert repo.git("status", "--porcelain") == ""
    minutes = Path("../minutes.md").read_text("utf-8")
    assert [each for each in case.get("minutes", ()) if each not in minutes] == [], minutes
    assert list((repo.folder / ".git").glob("msgreview-sitting-*")) == []


def words(repo: Repo, id_: str, text: str) -> None:
    """Ann commits other words of a message."""
    repo.commit({f"messages/{id_}.yaml": {"id": id_, "body": text}}, "ann", "2026-04-01", "Meanwhile")


def test_what_changed_meanwhile_is_shown_again(repo: Repo, sit: Sit) -> None:
    head = repo.git("rev-parse", "HEAD")
    ended = sit([lambda: words(repo, "a", "Your book is gone."), "k", "k"], "a")
    assert "a has changed since you saw it, so nothing was recorded. Look at it again." in ended.err
    assert ended.out.index("Your book is here.") < ended.out.index("Your book is gone.")
    assert commits(repo, head) == ["Meanwhile", "review: keep a"]


def test_what_changed_in_the_file_alone_is_shown_again(repo: Repo, sit: Sit) -> None:
    footer = repo.folder / "messages/footer.yaml"
    ended = sit([lambda: footer.write_bytes(footer.read_bytes().replace(b"Rivermouth", b"Mountain")), "k", "q"], "x")
    assert "x has changed since you saw it" in ended.err
    assert "Mountain Library" in ended.out


def test_somebody_elses_commit_meanwhile_loses_nothing_and_asks_nothing_again(repo: Repo, sit: Sit) -> None:
    head = repo.git("rev-parse", "HEAD")
    ended = sit([lambda: words(repo, "q", "Other."), "k", "k"], "a", "b")
    assert "Kept: a" in ended.err
    assert "Kept: b" in ended.err
    assert commits(repo, head) == ["Meanwhile", "review: keep a", "review: keep b"]
    assert "Other." in (repo.folder / "messages/q.yaml").read_text()


def test_what_a_colleague_decided_meanwhile_is_not_asked_for(repo: Repo, sit: Sit) -> None:
    def cleo_keeps_b() -> None:
        repo.write({"messages/b.yaml": repo.stamp("messages/b.yaml", "b", "cleo", "2026-05-01")})
        repo.commit(by="cleo", day="2026-05-01")

    ended = sit(["k", "k", cleo_keeps_b, "k"])
    assert "3 decisions, 0 left." in ended.err
    assert "## What waits for nothing any more\n\n- `b`\n" in ended.out


def test_what_goes_or_breaks_meanwhile_stops_nothing(repo: Repo, sit: Sit) -> None:
    def spoil() -> None:
        (repo.folder / "messages/b.yaml").unlink()
        (repo.folder / "messages/p.yaml").write_text("id: [", "utf-8")

    ended = sit([spoil, "k", "k", "k", "l", "l", "q"], "--within", "30 days")
    assert ended.code == 0
    assert "Kept: a" in ended.err
    assert "messages/p.yaml" in ended.out
    assert "- `b`" in ended.out.partition("## What waits for nothing any more")[2]


def test_interrupted_it_goes_on_where_it_was(repo: Repo, sit: Sit) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    stopped = sit(["k", "k", "l", interrupt], "--minutes", "minutes.md")
    assert stopped.code == 130
    assert "Stopped. What you decided is recorded; `msgreview review sit` goes on where you were." in stopped.err
    assert "2 in all: 2 kept." in Path("minutes.md").read_text("utf-8")
    ended = sit(["k", "q"], "--minutes", "minutes.md")
    assert "This sitting goes on: you began it at" in ended.err
    assert "3 of 4" in ended.out
    assert "4 of 4" not in ended.out
    minutes = Path("minutes.md").read_text("utf-8")
    assert "3 in all: 3 kept." in minutes
    assert "- `a` Book is here: nobody has recorded a review; put off" in minutes


def test_the_last_decision_of_an_interrupted_sitting_can_be_taken_back(repo: Repo, sit: Sit) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    head = repo.git("rev-parse", "HEAD")
    sit(["k", "k", "k", interrupt])
    ended = sit(["b", "q"])
    assert "Taken back: a." in ended.err
    assert commits(repo, head)[-1] == "review: undo keep a"


def test_a_finding_that_is_wrong_is_disputed(repo: Repo, sit: Sit) -> None:
    settings = "messages: [messages]\nlevels: {tone.shouting: error}\n"
    body = "Dear reader, PLEASE COME AND GET YOUR BOOK NOW."
    files = {"msgreview.yaml": settings, "messages/a.yaml": {"id": "a", "subject": "Book", "body": body}}
    repo.commit(files, "ann", "2026-04-01")
    head = repo.git("rev-parse", "HEAD")
    shown = sit(["d", "1", "", "k", "q"], "a")
    assert "It cannot be kept:\n· messages/a.yaml:6: tone.shouting:" in shown.out
    assert "That cannot be recorded:" in shown.err
    ended = sit(["d", "1", "it is a joke", "k"], "a")
    assert "Why is tone.shouting wrong there?" in ended.err
    assert "It cannot be kept:" not in ended.out.partition("disputed tone.shouting")[2]
    assert [each.partition("\n")[0] for each in commits(repo, head)] == ["review: dispute tone.shouting in a", "review: keep a"]


def test_a_finding_that_is_not_ours_to_dispute_says_whom_to_ask(repo: Repo, sit: Sit) -> None:
    body = "Dear Anna,\n\nYour book is here. To collect it, reply with your password.\n\nKind regards\nRivermouth Library"
    repo.commit({"messages/a.yaml": {"id": "a", "subject": "Book", "body": body}}, "ann", "2026-04-01")
    shown = sit(["d", "?", "q"], "a")
    assert "privacy or the law, which is not ours to vote on. Ask whoever answers for privacy" in " ".join(shown.out.split())
    assert "Which one is wrong?" not in shown.err
    assert "d dispute" not in shown.err + shown.out


def test_without_git_it_says_so_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    ended = cli("review", "sit")
    assert ended.code == 2
    assert "a review is recorded in git" in ended.err
    assert "git init" in ended.err


def test_without_its_whole_history_it_says_so_in_a_sentence(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    shallow = repo.folder.parent / "shallow"
    repo.git("clone", "-q", "--depth", "1", repo.folder.as_uri(), str(shallow))
    monkeypatch.chdir(shallow)
    ended = cli("review", "sit")
    assert ended.code == 2
    assert "git fetch --unshallow" in ended.err
    assert "Traceback" not in ended.err


def test_nothing_to_do_and_no_such_message(repo: Repo, sit: Sit) -> None:
    assert "None of the messages you ask for waits for anybody." in sit([], "--service", "desk").err
    unknown = sit([], "footr")
    assert (unknown.code, "Did you mean" in unknown.err or "footer" in unknown.err) == (2, True)
    assert sit([], "--within", "soon").code == 2
