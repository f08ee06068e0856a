"""What repositories are like in the field: cut off, nested, damaged, rewritten, unfinished."""

import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from conftest import Cli
from histories import Repo

from msgreview.catalogue.settings import load_settings
from msgreview.history.cache import HistoryCache
from msgreview.history.context import context_at
from msgreview.history.git import GitError, Repository
from msgreview.history.log_reader import History
from msgreview.model.errors import UsageError
from msgreview.report.past import Past

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


def kinds(history: History, id_: str = "a") -> list[str]:
    return [" ".join(sorted(change.kinds)) for change in history.timeline(id_).changes]


def test_a_catalogue_in_a_subfolder_of_a_larger_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"messages/x.yaml": {"id": "x", "body": "Not ours."}, "deploy.yaml": "replicas: 3\n"})
    repo.commit({"desk/mail/msgreview.yaml": "messages: [messages]\n", "desk/mail/messages/a.yaml": {"id": "a", "body": "Ours."}})
    repo.commit({"desk/mail/messages/a.yaml": {"id": "a", "body": "Changed."}}, "bob", "2026-02-01")
    review = repo.review(root="desk/mail")
    assert review.history
    assert set(review.history.timelines) == {"a"}
    assert kinds(review.history) == ["added", "text"]
    assert review.catalogue.messages["a"].path == "desk/mail/messages/a.yaml"


def test_edits_that_are_not_committed(repo: Repo) -> None:
    repo.write({"messages/a.yaml": {"id": "a", "body": "Not saved yet."}, **B})
    review = repo.review()
    assert [review.states[id_].name for id_ in "ab"] == ["unreviewed", "unreviewed"]
    assert [review.states[id_].due and review.states[id_].due.isoformat() for id_ in "ab"] == ["2027-06-01", "2027-06-01"]


def test_a_stamp_that_is_not_committed(repo: Repo) -> None:
    repo.write({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "ann", "2026-05-01")})
    state = repo.review().states["a"]
    assert state.name == "unverified"
    assert "its stamp is in no commit yet" in [reason.text for reason in state.reasons]


def test_a_stamp_that_is_not_committed_of_a_retired_message(repo: Repo) -> None:
    repo.write({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "ann", "2026-05-01", "retire")})
    assert [reason.state for reason in repo.review().states["a"].reasons] == ["retired", "unverified"]


def test_a_detached_head(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    assert kinds(repo.history()) == ["added", "text"]


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write(A)
    review = repo.review()
    assert (review.history, review.notes) == (History(None), ())
    assert review.states["a"].name == "unreviewed"


def test_no_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "x")
    (tmp_path / "x" / ".git").rename(tmp_path / "gone")
    repo.write(A)
    review = repo.review()
    assert (review.repository, review.history) == (None, None)
    assert "is in no git repository" in review.notes[0]
    assert "history-unknown" in review.states["a"].overlays


def test_a_repository_that_lost_its_head(repo: Repo) -> None:
    (repo.folder / ".git/HEAD").write_text("")
    with pytest.raises(GitError, match=r"git cannot read the repository in .*\.git, most likely for its file HEAD"):
        Repository(repo.folder)


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with pytest.raises(GitError, match="is in a bare repository, which has no files to read"):
        Repository(tmp_path / "bare.git")


def test_a_shallow_clone_gives_no_dates(repo: Repo, tmp_path: Path) -> None:
    clone = _clone(repo, tmp_path, "--depth", "1")
    review = clone.review()
    state = review.states["a"]
    assert review.history
    assert review.history.timelines == {}
    assert (state.name, "history-unknown" in state.overlays) == ("current", True)
    assert "git fetch --unshallow" in str(state.reasons)
    clone.git("fetch", "-q", "--unshallow")
    assert kinds(clone.history()) == ["added", "text", "review"]


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_gives_no_dates_and_fetches_nothing(repo: Repo, tmp_path: Path, left_out: str) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = _clone(repo, tmp_path, "--filter", left_out)
    before = clone.git("count-objects", "-v")
    review = clone.review()
    assert review.history
    assert review.history.timelines == {}
    assert "history-unknown" in review.states["a"].overlays
    with pytest.raises(UsageError, match="nothing can be counted: this clone leaves older versions of files out"):
        Past(load_settings(clone.folder, date(2026, 6, 1)))
    assert clone.git("count-objects", "-v") == before
    clone.git("fetch", "-q", "--refetch", "--no-filter")
    assert kinds(clone.history()) == ["added", "text", "review"]


def test_settings_of_the_user_that_git_cannot_read_are_told(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("oops [\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "msgreview", "review", "keep", "a", "--yes"],
        cwd=repo.folder,
        env=os.environ | {"GIT_CONFIG_GLOBAL": str(tmp_path / "settings")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "git could not do its part: bad config line 1 in file" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_git_that_fails_is_not_taken_for_a_clone(repo: Repo) -> None:
    commit = repo.git("rev-parse", "HEAD~1")
    (repo.folder / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    with pytest.raises(GitError, match="git could not do its part"):
        repo.review()


@pytest.mark.parametrize("lost", ["objects", "branch"])
def test_a_last_commit_that_git_lost_is_not_taken_for_a_beginning(repo: Repo, lost: str) -> None:
    commit = repo.git("rev-parse", "HEAD")
    if lost == "objects":
        (repo.folder / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    else:
        (repo.folder / ".git" / repo.git("symbolic-ref", "HEAD")).write_bytes(bytes(41))
    with pytest.raises(GitError, match="git has lost the last commit"):
        repo.review()


def test_contents_that_git_lost(repo: Repo) -> None:
    blob = repo.git("rev-parse", "HEAD~2:messages/a.yaml")
    (repo.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    review = repo.review()
    assert review.history
    assert "git fsck" in review.history.incomplete
    assert review.history.timelines == {}


def test_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    linked = _at(tmp_path / "linked")
    linked.commit(B, "ann", "2026-04-01")
    assert kinds(linked.history(), "b") == ["added"]
    assert kinds(repo.history(), "b") == []


def test_a_linked_work_tree_whose_repository_is_gone(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    repo.folder.rename(tmp_path / "elsewhere")
    [note] = _at(tmp_path / "linked").review().notes
    assert "which is not there. If it was moved, say there: git worktree repair" in note


def test_a_catalogue_that_is_a_submodule(repo: Repo, tmp_path: Path) -> None:
    outer = _with_submodule(repo, tmp_path, "mail")
    assert kinds(outer.history(root="mail")) == ["added", "text", "review"]


def test_a_catalogue_with_a_submodule_in_it(repo: Repo, tmp_path: Path) -> None:
    outer = _with_submodule(repo, tmp_path, "messages/shared")
    outer.commit(B)
    review = outer.review()
    assert review.states["b"].name == "unreviewed"
    assert review.states["b"].due
    assert kinds(review.history or History(None)) == []
    inner = review.states["a"]
    assert (inner.name, inner.due) == ("current", date(2027, 3, 1))
    assert "history-unknown" in inner.overlays
    assert any("a repository of its own" in reason.text for reason in inner.reasons)
    assert "messages/shared is a repository of its own within this one" in " ".join(review.notes)
    assert review.repository
    early = context_at(review.settings, review.repository, "HEAD", HistoryCache(None))
    assert "no report counts them here" in " ".join(early.notes)
    (outer.folder / "messages/shared/c.yaml").write_text("id: c\nkind: scripted\nchannel: sms\nbody: Hello.\n", "utf-8")
    assert "history-unknown" in outer.review().states["c"].overlays
    outer.git("clone", "-q", outer.folder.as_uri(), str(tmp_path / "clone"))
    assert "messages/shared is a repository of its own that is not here yet" in " ".join(_at(tmp_path / "clone").review().notes)


@pytest.mark.parametrize("command", ["lint", "list", "status"])
def test_messages_that_git_keeps_apart_are_told_of(
    repo: Repo, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    outer = _with_submodule(repo, tmp_path, "messages/shared")
    outer.commit(B)
    monkeypatch.chdir(outer.folder)
    assert "messages/shared is a repository of its own within this one" in cli(command).err
    whole = Repo(tmp_path / "whole")
    whole.commit({**B, "messages/late/a.yaml": {"id": "a", "body": "One."}})
    whole.git("sparse-checkout", "set", "--no-cone", "/*", "!/messages/late")
    monkeypatch.chdir(whole.folder)
    told = cli(command).err
    assert "messages/late/a.yaml is not checked out, and nothing is said of that here" in told
    assert "git sparse-checkout disable" in told
    whole.git("sparse-checkout", "disable")
    assert "not checked out" not in cli(command).err


@pytest.mark.parametrize("command", ["lint", "list"])
def test_messages_are_read_where_git_cannot_be(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "a.yaml").write_text("id: a\nkind: automated\nchannel: email\nbody: One.\n", "utf-8")
    (tmp_path / ".git").write_text("gitdir: " + "x" * 6000, "utf-8")
    monkeypatch.chdir(tmp_path)
    told = cli(command)
    assert "a.yaml" in told.out if command == "lint" else "a   " in told.out
    assert "could not be read" not in told.err


def test_a_folder_that_is_a_link_has_the_history_of_where_it_leads(repo: Repo) -> None:
    repo.git("mv", "messages", "texts")
    (repo.folder / "messages").symlink_to("texts")
    repo.commit({}, day="2026-04-01")
    assert kinds(repo.history()) == ["added", "text", "review", "moved"]
    assert repo.review().states["a"].name == "current"


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    repo = Repo(tmp_path, "--object-format=sha256")
    repo.commit(A)
    repo.commit({"messages/a.yaml": None, **B}, "bob", "2026-02-01")
    assert (kinds(repo.history()), kinds(repo.history(), "b")) == (["added", "removed"], ["added"])


def test_links_and_submodules_named_like_messages(repo: Repo) -> None:
    (repo.folder / "messages" / "link.yaml").symlink_to("a.yaml")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},messages/sub.yaml")
    repo.commit({})
    review = repo.review()
    assert review.history
    assert (kinds(review.history), review.history.incomplete, review.history.broken) == (["added", "text", "review"], "", 0)


def test_paths_that_are_no_text(repo: Repo, tmp_path: Path) -> None:
    name = os.fsdecode(b"messages/caf\xe9.yaml")
    repo.commit({name: {"id": "b", "body": "Other."}})
    for _ in range(2):
        history = repo.history(store=tmp_path / "store.sqlite")
        assert history.timeline("b").changes[0].path == name


def test_a_commit_that_is_not_in_utf8(repo: Repo) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    text = "tree {}\nparent {}\nauthor Ren\udce9 <r@x> 1767268800 +0000\ncommitter R <r@x> 1767268800 +0000\n{}\nGr\udcfc\udcdf\n"
    for encoding in ("encoding ISO-8859-1\n", ""):
        repo.write(A)
        repo.git("add", "-A")
        commit = text.format(repo.git("write-tree"), repo.git("rev-parse", "HEAD"), encoding).encode("utf-8", "surrogateescape")
        repo.git("reset", "-q", "--hard", repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=commit))
        change = repo.history().timeline("a").changes[-1]
        assert change.commit.authors[0].name == ("René" if encoding else "Ren�")
        repo.git("reset", "-q", "--hard", "HEAD~1")


@pytest.mark.parametrize(("setting", "value"), [("format.pretty", "evil"), ("log.date", "evil")])
def test_settings_that_git_log_would_stumble_over(repo: Repo, setting: str, value: str) -> None:
    repo.git("config", setting, value)
    assert kinds(repo.history()) == ["added", "text", "review"]


def test_a_file_that_cannot_be_opened(repo: Repo) -> None:
    os.mkfifo(repo.folder / "messages" / "pipe.yaml")
    state = repo.review().states["messages/pipe.yaml"]
    assert (state.name, state.reasons[0].text) == (
        "invalid",
        "messages/pipe.yaml:1:1: this file cannot be opened (it is not a file). Check its name and who may read it.",
    )


def test_a_catalogue_that_is_one_file(repo: Repo) -> None:
    repo.commit({"msgreview.yaml": "messages: [messages/a.yaml]\n", **B})
    assert set(repo.history(messages=("messages/a.yaml",)).timelines) == {"a"}


def test_contents_read_by_several_processes_are_the_same(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = repo.history()
    monkeypatch.setattr("msgreview.history.contents.WORTH_A_PROCESS", 0)
    monkeypatch.setattr("msgreview.history.contents.BATCH", 1)
    assert repo.history() == alone


def test_the_day_of_a_revision(repo: Repo) -> None:
    here = Repository(repo.folder)
    assert here.before(date(2026, 2, 15), "HEAD") == repo.git("rev-parse", "HEAD~1")
    assert here.before(date(2025, 12, 31), "HEAD") is None


def test_an_earlier_revision_has_the_past_up_to_it(repo: Repo, tmp_path: Path) -> None:
    repo.git("mv", "messages", "old")
    repo.commit({})
    repo.git("mv", "old", "messages")
    repo.commit({})
    review = repo.review(store=tmp_path / "store.sqlite")
    assert review.repository
    early = context_at(review.settings, review.repository, "HEAD~3", HistoryCache(tmp_path / "store.sqlite"))
    assert early.history
    assert (kinds(early.history), early.states["a"].name) == (["added", "text"], "unreviewed")
    moved = context_at(review.settings, review.repository, "HEAD~1", HistoryCache(tmp_path / "store.sqlite"))
    assert (moved.states["a"].name, moved.catalogue.messages["a"].path) == ("current", "old/a.yaml")


def test_a_policy_that_changed(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({"msgreview.yaml": "messages: [messages]\n", "policies.yaml": "loans: {days: {value: 21}}\n"})
    repo.commit({"messages/a.yaml": {"id": "a", "body": "Keep it {{ policy.loans.days }} days."}})
    seen = repo.stamp("messages/a.yaml", "a", "bob", "2026-02-01", policies={"loans.days": "21"})
    repo.commit({"messages/a.yaml": seen}, "bob", "2026-02-01")
    assert repo.review().states["a"].name == "current"
    repo.commit({"policies.yaml": "loans: {days: {value: 28}}\n"})
    state = repo.review().states["a"]
    assert (state.name, state.policies[0].before, state.policies[0].after) == ("policy-changed", "21", "28")


# What is kept between runs


def test_what_is_kept_gives_the_same_as_git(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    first = repo.history(store=store)
    assert repo.history(store=store) == first
    repo.commit(B, "bob", "2026-04-01")
    assert repo.history(store=store) == repo.history()


def test_what_is_kept_gives_the_same_as_git_at_every_revision(repo: Repo, tmp_path: Path) -> None:
    repo.commit(B, "bob", "2026-04-01")
    repo.commit({"messages/b.yaml": {"id": "c", "supersedes": ["b"], "body": "After."}}, "cleo", "2026-05-01")
    repo.commit({"messages/b.yaml": {"id": "c", "supersedes": ["b"], "body": "Later."}}, "cleo", "2026-05-02")
    store = tmp_path / "store.sqlite"
    review = repo.review(store=store)
    assert review.repository
    for revision in repo.git("rev-list", "HEAD").split():
        kept, fresh = (
            context_at(review.settings, review.repository, revision, HistoryCache(path)).history for path in (store, None)
        )
        assert kept == fresh


def test_work_that_is_merged_later_gives_the_same_as_git(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.git("checkout", "-q", "-b", "side", "HEAD~1")
    repo.commit(B, "bob", "2026-02-15")
    repo.git("checkout", "-q", "main")
    repo.history(store=store)
    repo.git("merge", "-q", "-m", "Join", "side")
    assert repo.history(store=store) == repo.history()
    repo.commit({"messages/b.yaml": {"id": "b", "body": "After."}}, "cleo", "2026-05-01")
    assert repo.history(store=store) == repo.history()


def test_history_that_was_rewritten(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.history(store=store)
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "Otherwise."}}, "cleo", "2026-02-02")
    assert repo.history(store=store) == repo.history()
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert repo.history(store=store) == repo.history()


def test_a_mailmap_that_came_later(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    repo.history(store=store)
    repo.write({".mailmap": "Robert <robert@library.example> <bob@library.example>\n"})
    assert [str(each) for each in repo.history(store=store).timeline("a").authors][1] == "Robert <robert@library.example>"


def test_a_folder_moved_in_later(tmp_path: Path) -> None:
    repo, store = Repo(tmp_path / "repo"), tmp_path / "store.sqlite"
    repo.commit({"templates/a.yaml": {"id": "a", "body": "One."}, **B})
    repo.history(store=store)
    repo.git("mv", "templates/a.yaml", "messages/a.yaml")
    repo.commit({}, "bob", "2026-02-01")
    assert kinds(repo.history(store=store)) == ["added", "moved"]
    assert repo.history(store=store) == repo.history()


def test_a_copy_put_back_where_a_message_was_moved_in_from_is_none_of_the_catalogues(tmp_path: Path) -> None:
    repo, store = Repo(tmp_path / "repo"), tmp_path / "store.sqlite"
    repo.commit({"other/a.yaml": {"id": "a", "body": "One."}, **B})
    repo.git("mv", "other/a.yaml", "messages/a.yaml")
    moved = repo.commit({}, "bob", "2026-02-01")
    repo.history(store=store)
    repo.commit({"other/a.yaml": {"id": "a", "body": "One."}}, "cleo", "2026-03-01")
    repo.commit({"other/a.yaml": {"id": "a", "body": "Two."}}, "cleo", "2026-03-02")
    for kept in (None, store, store):
        assert kinds(repo.history(store=kept)) == ["added", "moved"]
    assert repo.history(store=store) == repo.history()
    settings, repository = repo.review().settings, Repository(repo.folder)
    assert not context_at(settings, repository, "HEAD", HistoryCache(store)).catalogue.problems
    repo.commit({"messages/a.yaml": None}, "cleo", "2026-04-01")
    assert kinds(repo.history(store=store)) == ["added", "moved", "removed"]
    repo.git("mv", "other/a.yaml", "messages/a.yaml")
    repo.commit({}, "bob", "2026-05-01")
    assert kinds(repo.history(store=store))[-2:] == ["text", "moved"]
    assert repo.history(store=store) == repo.history()
    repo.git("checkout", "-q", moved)
    assert repo.history(store=store) == repo.history()


@pytest.mark.parametrize("damage", [b"", b"not a database, for sure" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_is_made_anew(repo: Repo, tmp_path: Path, damage: bytes) -> None:
    whole = repo.history(store=tmp_path / "store.sqlite")
    (kept,) = tmp_path.glob("store-*.sqlite")
    kept.write_bytes(damage)
    review = repo.review(store=tmp_path / "store.sqlite")
    assert review.history == whole
    assert [("is damaged" in note) for note in review.notes] == [True] * bool(damage)
    assert repo.review(store=tmp_path / "store.sqlite").notes == ()


def test_a_store_with_something_else_in_it(repo: Repo, tmp_path: Path) -> None:
    whole = repo.history(store=tmp_path / "store.sqlite")
    (kept,) = tmp_path.glob("store-*.sqlite")
    for table in ("timelines", "contents", "messages"):
        with sqlite3.connect(kept) as database:
            database.execute(f"update {table} set value = x'c1c1'")
            if table != "timelines":
                database.execute("delete from timelines")
        database.close()
        review = repo.review(store=tmp_path / "store.sqlite")
        assert review.history == whole
        assert "is damaged" in review.notes[0]
        assert repo.review(store=tmp_path / "store.sqlite").notes == ()


def test_a_store_where_nothing_can_be_kept(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    review = repo.review(store=tmp_path / "file" / "store.sqlite")
    assert review.history
    assert "cannot be kept" in review.notes[0]
    (tmp_path / "folder").mkdir()
    with HistoryCache(tmp_path / "folder" / "x.sqlite"):
        pass
    (made,) = (tmp_path / "folder").glob("x-*.sqlite")
    made.unlink()
    made.mkdir()
    assert "cannot be kept" in repo.review(store=tmp_path / "folder" / "x.sqlite").notes[0]


def test_a_store_that_another_run_holds(repo: Repo, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    whole = repo.history(store=store)
    repo.commit(B)
    (kept,) = tmp_path.glob("store-*.sqlite")
    other = sqlite3.connect(kept, isolation_level=None)
    other.execute("begin immediate")
    review = repo.review(store=store, timeout=0.01)
    other.close()
    assert review.history
    assert kinds(review.history) == kinds(whole)
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
