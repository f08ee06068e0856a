"""What repositories are like in the field: cut off, nested, damaged, rewritten, unfinished."""

import os
import sqlite3
from pathlib import Path

import pytest
from histories import Repo

from msgreview.history.cache import Store
from msgreview.history.context import review_at
from msgreview.history.git import GitError, Repository
from msgreview.history.log_reader import Past

pytestmark = pytest.mark.usefixtures("own_git")

A = {"messages/a.yaml": {"id": "a", "body": "One."}}
NEW = {"messages/a.yaml": {"id": "a", "body": "Two."}}
B = {"messages/b.yaml": {"id": "b", "body": "Other."}}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A message that Ann wrote, Bob changed, and Cleo approved."""
    repo = Repo(tmp_path / "repo")
    repo.commit(A, "ann", "2026-01-01")
    repo.commit(NEW, "bob", "2026-02-01")
    repo.commit({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "cleo", "2026-03-01")}, "cleo", "2026-03-01")
    return repo


def kinds(past: Past, id_: str = "a") -> list[str]:
    return [" ".join(sorted(change.kinds)) for change in past.timeline(id_).changes]


def test_a_catalogue_in_a_subfolder_of_a_larger_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"messages/x.yaml": {"id": "x", "body": "Not ours."}, "deploy.yaml": "replicas: 3\n"})
    repo.commit({"desk/mail/msgreview.yaml": "messages: [messages]\n", "desk/mail/messages/a.yaml": {"id": "a", "body": "Ours."}})
    repo.commit({"desk/mail/messages/a.yaml": {"id": "a", "body": "Changed."}}, "bob", "2026-02-01")
    review = repo.review(root="desk/mail")
    assert review.past
    assert set(review.past.timelines) == {"a"}
    assert kinds(review.past) == ["added", "text"]
    assert review.present.held["a"].path == "desk/mail/messages/a.yaml"


def test_edits_that_are_not_committed(repo: Repo) -> None:
    repo.write({"messages/a.yaml": {"id": "a", "body": "Not saved yet."}, **B})
    review = repo.review()
    assert [review.standings[id_].state for id_ in "ab"] == ["unreviewed", "unreviewed"]
    assert [review.standings[id_].due and review.standings[id_].due.isoformat() for id_ in "ab"] == ["2027-06-01", "2027-06-01"]


def test_a_stamp_that_is_not_committed(repo: Repo) -> None:
    repo.write({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "ann", "2026-05-01")})
    standing = repo.review().standings["a"]
    assert "unverified" in standing.overlays
    assert "its stamp is in no commit yet" in [reason.text for reason in standing.reasons]


def test_a_stamp_that_is_not_committed_of_a_retired_message(repo: Repo) -> None:
    repo.write({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "ann", "2026-05-01", "retire")})
    assert (repo.review().standings["a"].state, "unverified" in repo.review().standings["a"].overlays) == ("retired", True)


def test_a_detached_head(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    assert kinds(repo.past()) == ["added", "text"]


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write(A)
    review = repo.review()
    assert (review.past, review.notes) == (Past(None), ())
    assert review.standings["a"].state == "unreviewed"


def test_no_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "x")
    (tmp_path / "x" / ".git").rename(tmp_path / "gone")
    repo.write(A)
    review = repo.review()
    assert (review.repository, review.past) == (None, None)
    assert "is in no git repository" in review.notes[0]
    assert "history-unknown" in review.standings["a"].overlays


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with pytest.raises(GitError, match="is in a bare repository, which has no files to read"):
        Repository(tmp_path / "bare.git")


def test_a_shallow_clone_gives_no_dates(repo: Repo, tmp_path: Path) -> None:
    clone = _clone(repo, tmp_path, "--depth", "1")
    review = clone.review()
    standing = review.standings["a"]
    assert review.past
    assert review.past.timelines == {}
    assert (standing.state, "history-unknown" in standing.overlays) == ("current", True)
    assert "git fetch --unshallow" in str(standing.reasons)
    clone.git("fetch", "-q", "--unshallow")
    assert kinds(clone.past()) == ["added", "text", "review"]


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_gives_no_dates_and_fetches_nothing(repo: Repo, tmp_path: Path, left_out: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = _clone(repo, tmp_path, "--filter", left_out)
    before = clone.git("count-objects", "-v")
    review = clone.review()
    assert review.past
    assert review.past.timelines == {}
    assert "history-unknown" in review.standings["a"].overlays
    assert clone.git("count-objects", "-v") == before
    clone.git("fetch", "-q", "--refetch", "--no-filter")
    assert kinds(clone.past()) == ["added", "text", "review"]


def test_a_git_that_fails_is_not_taken_for_a_clone(repo: Repo) -> None:
    commit = repo.git("rev-parse", "HEAD~1")
    (repo.folder / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    with pytest.raises(GitError, match="git could not do its part"):
        repo.review()


def test_contents_that_git_lost(repo: Repo) -> None:
    blob = repo.git("rev-parse", "HEAD~2:messages/a.yaml")
    (repo.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    review = repo.review()
    assert review.past
    assert "git fsck" in review.past.cut_off
    assert review.past.timelines == {}


def test_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    linked = _at(tmp_path / "linked")
    linked.commit(B, "ann", "2026-04-01")
    assert kinds(linked.past(), "b") == ["added"]
    assert kinds(repo.past(), "b") == []


def test_a_catalogue_that_is_a_submodule(repo: Repo, tmp_path: Path) -> None:
    outer = _with_submodule(repo, tmp_path, "mail")
    assert kinds(outer.past(root="mail")) == ["added", "text", "review"]


def test_a_catalogue_with_a_submodule_in_it(repo: Repo, tmp_path: Path) -> None:
    outer = _with_submodule(repo, tmp_path, "messages/shared")
    outer.commit(B)
    review = outer.review()
    assert review.standings["b"].state == "unreviewed"
    assert kinds(review.past or Past(None)) == []


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    repo = Repo(tmp_path, "--object-format=sha256")
    repo.commit(A)
    repo.commit({"messages/a.yaml": None, **B}, "bob", "2026-02-01")
    assert (kinds(repo.past()), kinds(repo.past(), "b")) == (["added", "removed"], ["added"])


def test_links_and_submodules_named_like_messages(repo: Repo) -> None:
    (repo.folder / "messages" / "link.yaml").symlink_to("a.yaml")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},messages/sub.yaml")
    repo.commit({})
    review = repo.review()
    assert review.past
    assert (kinds(review.past), review.past.cut_off, review.past.broken) == (["added", "text", "review"], "", 0)


def test_paths_that_are_no_text(repo: Repo, tmp_path: Path) -> None:
    name = os.fsdecode(b"messages/caf\xe9.yaml")
    repo.commit({name: {"id": "b", "body": "Other."}})
    for _ in range(2):
        past = repo.past(store=tmp_path / "store.sqlite")
        assert past.timeline("b").changes[0].path == name


def test_a_commit_that_is_not_in_utf8(repo: Repo) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    text = "tree {}\nparent {}\nauthor Ren\udce9 <r@x> 1767268800 +0000\ncommitter R <r@x> 1767268800 +0000\n{}\nGr\udcfc\udcdf\n"
    for encoding in ("encoding ISO-8859-1\n", ""):
        repo.write(A)
        repo.git("add", "-A")
        commit = text.format(repo.git("write-tree"), repo.git("rev-parse", "HEAD"), encoding).encode("utf-8", "surrogateescape")
        repo.git("reset", "-q", "--hard", repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=commit))
        change = repo.past().timeline("a").changes[-1]
        assert change.commit.authors[0].name == ("René" if encoding else "Ren�")
        repo.git("reset", "-q", "--hard", "HEAD~1")


def test_a_file_that_cannot_be_opened(repo: Repo) -> None:
    os.mkfifo(repo.folder / "messages" / "pipe.yaml")
    standing = repo.review().standings["messages/pipe.yaml"]
    assert (standing.state, standing.reasons[0].text) == (
        "invalid",
        "messages/pipe.yaml:1:1: this file cannot be opened (it is not a file). Check its name and who may read it.",
    )


def test_a_catalogue_that_is_one_file(repo: Repo) -> None:
    repo.commit({"msgreview.yaml": "messages: [messages/a.yaml]\n", **B})
    assert set(repo.past(messages=("messages/a.yaml",)).timelines) == {"a"}


def test_contents_read_by_several_processes_are_the_same(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = repo.past()
    monkeypatch.setattr("msgreview.history.contents._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("msgreview.history.contents._SOME", 1)
    assert repo.past() == alone


def test_the_day_of_a_revision(repo: Repo) -> None:
    here = Repository(repo.folder)
    assert here.before("2026-02-15", "HEAD") == repo.git("rev-parse", "HEAD~1")
    assert here.before("2025-12-31", "HEAD") is None


def test_an_earlier_revision_has_the_past_up_to_it(repo: Repo, tmp_path: Path) -> None:
    repo.git("mv", "messages", "old")
    repo.commit({})
    repo.git("mv", "old", "messages")
    repo.commit({})
    review = repo.review(store=tmp_path / "store.sqlite")
    assert review.repository
    early = review_at(review.settings, review.repository, "HEAD~3", tmp_path / "store.sqlite")
    assert early.past
    assert (kinds(early.past), early.standings["a"].state) == (["added", "text"], "unreviewed")
    moved = review_at(review.settings, review.repository, "HEAD~1", tmp_path / "store.sqlite")
    assert (moved.standings["a"].state, moved.present.held["a"].path) == ("current", "old/a.yaml")


def test_a_policy_that_changed(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"msgreview.yaml": "messages: [messages]\n", "policies.yaml": "loans: {days: {value: 21}}\n"})
    repo.commit({"messages/a.yaml": {"id": "a", "body": "Keep it {{ policy.loans.days }} days."}})
    seen = repo.stamp("messages/a.yaml", "a", "bob", "2026-02-01", policies={"loans.days": "21"})
    repo.commit({"messages/a.yaml": seen}, "bob", "2026-02-01")
    assert repo.review().standings["a"].state == "current"
    repo.commit({"policies.yaml": "loans: {days: {value: 28}}\n"})
    standing = repo.review().standings["a"]
    assert (standing.state, standing.policies[0].before, standing.policies[0].after) == ("policy-changed", "21", "28")


# What is kept between runs


def test_what_is_kept_gives_the_same_as_git(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    first = repo.past(store=store)
    assert repo.past(store=store) == first
    repo.commit(B, "bob", "2026-04-01")
    assert repo.past(store=store) == repo.past()


def test_work_that_is_merged_later_gives_the_same_as_git(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit(B, "bob", "2026-02-15")
    repo.git("checkout", "-q", "main")
    repo.past(store=store)
    repo.git("merge", "-q", "-m", "Join", "side")
    assert repo.past(store=store) == repo.past()
    repo.commit({"messages/b.yaml": {"id": "b", "body": "After."}}, "cleo", "2026-05-01")
    assert repo.past(store=store) == repo.past()


def test_history_that_was_rewritten(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.past(store=store)
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "Otherwise."}}, "cleo", "2026-02-02")
    assert repo.past(store=store) == repo.past()
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert repo.past(store=store) == repo.past()


def test_a_mailmap_that_came_later(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.past(store=store)
    repo.write({".mailmap": "Robert <robert@library.example> <bob@library.example>\n"})
    assert [str(each) for each in repo.past(store=store).timeline("a").authors][1] == "Robert <robert@library.example>"


def test_a_folder_moved_in_later(tmp_path: Path) -> None:
    repo, store = Repo(tmp_path / "repo"), tmp_path / "store.sqlite"
    repo.commit({"templates/a.yaml": {"id": "a", "body": "One."}, **B})
    repo.past(store=store)
    repo.git("mv", "templates/a.yaml", "messages/a.yaml")
    repo.commit({}, "bob", "2026-02-01")
    assert kinds(repo.past(store=store)) == ["added", "moved"]
    assert repo.past(store=store) == repo.past()


@pytest.mark.parametrize("damage", [b"", b"not a database, for sure" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_is_made_anew(repo: Repo, tmp_path: Path, damage: bytes) -> None:
    whole = repo.past(store=tmp_path / "store.sqlite")
    (kept,) = tmp_path.glob("store-*.sqlite")
    kept.write_bytes(damage)
    review = repo.review(store=tmp_path / "store.sqlite")
    assert review.past == whole
    assert [("is damaged" in note) for note in review.notes] == [True] * bool(damage)
    assert repo.review(store=tmp_path / "store.sqlite").notes == ()


def test_a_store_with_something_else_in_it(repo: Repo, tmp_path: Path) -> None:
    whole = repo.past(store=tmp_path / "store.sqlite")
    (kept,) = tmp_path.glob("store-*.sqlite")
    for table in ("past", "content", "messages"):
        with sqlite3.connect(kept) as database:
            database.execute(f"update {table} set says = x'c1c1'")
            if table != "past":
                database.execute("delete from past")
        database.close()
        review = repo.review(store=tmp_path / "store.sqlite")
        assert review.past == whole
        assert "is damaged" in review.notes[0]
        assert repo.review(store=tmp_path / "store.sqlite").notes == ()


def test_a_store_where_nothing_can_be_kept(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    review = repo.review(store=tmp_path / "file" / "store.sqlite")
    assert review.past
    assert "cannot be kept" in review.notes[0]
    (tmp_path / "folder").mkdir()
    with Store(tmp_path / "folder" / "x.sqlite"):
        pass
    (made,) = (tmp_path / "folder").glob("x-*.sqlite")
    made.unlink()
    made.mkdir()
    assert "cannot be kept" in repo.review(store=tmp_path / "folder" / "x.sqlite").notes[0]


def test_a_store_that_another_run_holds(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.history.cache._PATIENCE", 0.01)
    store = tmp_path / "store.sqlite"
    whole = repo.past(store=store)
    repo.commit(B)
    (kept,) = tmp_path.glob("store-*.sqlite")
    other = sqlite3.connect(kept, isolation_level=None)
    other.execute("begin immediate")
    review = repo.review(store=store)
    other.close()
    assert review.past
    assert kinds(review.past) == kinds(whole)
    assert "cannot be used" in review.notes[0]
    assert repo.review(store=store).notes == ()


def _at(folder: Path) -> Repo:
    repo = Repo.__new__(Repo)
    repo.folder = folder
    return repo


def _clone(repo: Repo, tmp_path: Path, *options: str) -> Repo:
    repo.git("clone", "-q", *options, repo.folder.as_uri(), str(tmp_path / "clone"))
    return _at(tmp_path / "clone")


def _with_submodule(repo: Repo, tmp_path: Path, at: str) -> Repo:
    outer = Repo(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.folder.as_uri(), at)
    outer.commit({})
    return outer
