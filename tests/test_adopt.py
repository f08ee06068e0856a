"""Stamps that came with a copied catalogue are taken over, where the repository that they come from confirms them."""

import io
from pathlib import Path

import pytest
from conftest import Cli
from histories import Repo

pytestmark = pytest.mark.usefixtures("own_git")

DAN = "Dan <dan@library.example>"
OLD = {f"messages/{id_}.yaml": {"id": id_, "body": f"This is {id_}."} for id_ in ("a", "b", "c")}


@pytest.fixture
def moved(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A catalogue that Cleo copied without its commits. Ann wrote all of it and Bob approved it, but `c`, which Ann approved."""
    old = Repo(tmp_path / "old")
    old.commit(OLD, "ann", "2026-01-01")
    for id_, who in (("a", "bob"), ("b", "bob"), ("c", "ann")):
        path = f"messages/{id_}.yaml"
        old.commit({path: old.stamp(path, id_, who, "2026-03-01")}, who, "2026-03-01", says=f"Read {id_}")
    new = Repo(tmp_path / "new")
    new.commit({path: (old.folder / path).read_bytes() for path in OLD}, "cleo", "2026-04-01", says="Copy")
    monkeypatch.chdir(new.folder)
    new.be(DAN)
    return new


def states(repo: Repo) -> dict[str, str]:
    return {id_: state.name for id_, state in repo.review().states.items()}


def test_reviews_that_the_other_repository_confirms_are_taken_over(moved: Repo, cli: Cli) -> None:
    assert states(moved) == dict.fromkeys("abc", "unverified")
    ended = cli("review", "adopt", "--from", "../old", "--yes")
    assert ended.code == 0
    assert "Bob <bob@library.example> approved these words on 2026-03-01." in ended.out
    assert "of ../old confirms that: “Read a”." in ended.out
    assert "c: there, Ann wrote the words and approved them; somebody else is to read them." in ended.err
    assert "Taken over: 2 reviews" in ended.err
    assert states(moved) == {"a": "current", "b": "current", "c": "unverified"}
    assert moved.git("log", "-1", "--format=%an|%s|%b").startswith("Dan|review: adopt 2 messages|Adopted-message: a keep 2-")
    assert moved.git("log", "-1", "--format=%b").endswith(f"Adopted-by: {DAN}")
    assert "Bob read it and approved the words. Dan took that over." in cli("review", "log", "a").out
    assert "a: git confirms its stamp here already." in cli("review", "adopt", "a", "--from", "../old", "--yes").err


def test_whoever_brought_the_words_takes_nothing_over(moved: Repo, cli: Cli) -> None:
    moved.be("cleo")
    ended = cli("review", "adopt", "a", "--from", "../old", "--yes")
    assert ended.code == 1
    assert "you wrote these words" in ended.err
    assert states(moved)["a"] == "unverified"


def test_words_and_stamps_that_are_others_are_refused(moved: Repo, cli: Cli) -> None:
    path = moved.folder / "messages/a.yaml"
    path.write_text(path.read_text().replace("This is a", "That is a"))
    other = moved.folder / "messages/b.yaml"
    other.write_text(other.read_text().replace("2026-03-01", "2026-03-02"))
    moved.commit({}, "cleo", "2026-04-02")
    ended = cli("review", "adopt", "--from", "../old", "--yes")
    assert ended.code == 1
    assert "a: its words are not those that were approved there" in ended.err
    assert "b: no commit there wrote this stamp." in ended.err


def test_a_message_that_got_another_id_on_the_way(moved: Repo, cli: Cli) -> None:
    path = moved.folder / "messages/a.yaml"
    path.write_text(path.read_text().replace("id: a\n", "id: desk.a\nsupersedes: [a]\n"))
    moved.commit({}, "cleo", "2026-04-02")
    assert cli("review", "adopt", "desk.a", "--from", "../old", "--yes").code == 0
    assert states(moved)["desk.a"] == "current"


def test_a_no_leaves_all_as_it_is(moved: Repo, cli: Cli) -> None:
    before = moved.git("rev-parse", "HEAD")
    assert cli("review", "adopt", "--from", "../old", stdin=io.StringIO("n\n")).code == 1
    assert (moved.git("rev-parse", "HEAD"), states(moved)["a"]) == (before, "unverified")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("a", "--from", "../nowhere"), "there is no folder '../nowhere'"),
        (("a", "--from", ".."), ".. has no history that could confirm a stamp."),
        (("z", "--from", "../old"), "there is no message 'z'"),
    ],
)
def test_what_cannot_be_asked(moved: Repo, cli: Cli, arguments: tuple[str, ...], says: str) -> None:
    ended = cli("review", "adopt", *arguments)
    assert ended.code == 2
    assert says in ended.err
