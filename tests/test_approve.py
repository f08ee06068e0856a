"""The act of review: what stands against it, what is recorded, and that nothing of a hostile repository is run."""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from histories import Repo

from msgreview.history import commit as commit_module
from msgreview.history.commit import ReviewError, recording_lock
from msgreview.history.context import ReviewContext
from msgreview.history.git import GitError, Repository
from msgreview.history.record import propose, record

pytestmark = pytest.mark.usefixtures("own_git")

ANN, BOB = "Ann <ann@library.example>", "Bob <bob@library.example>"
A, B = {"messages/a.yaml": {"id": "a", "body": "One."}}, {"messages/b.yaml": {"id": "b", "body": "Two."}}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two messages by Ann; Bob works here."""
    repo = Repo(tmp_path / "repo")
    repo.commit({**A, **B}, "ann", "2026-01-01")
    repo.be("bob")
    return repo


def keep(repo: Repo, *ids: str, by: str = BOB, review: ReviewContext | None = None, **options: Any) -> str:
    """Proposes and records."""
    review = review or repo.review()
    assert review.repository
    how = {name: options.pop(name) for name in ("commit", "timeout") if name in options}
    return record(review.repository, propose(review, ids, options.pop("decision", "keep"), by, **options), **how)


def against(repo: Repo, *ids: str, by: str = BOB, **options: Any) -> str:
    (found, *_) = propose(repo.review(), ids, options.pop("decision", "keep"), by, **options)
    return "; ".join(found.against)


# The record


def test_a_record_is_a_stamp_and_a_commit_of_that_file_alone(repo: Repo) -> None:
    repo.write({"notes.txt": "not yours", "messages/b.yaml": {"id": "b", "body": "Unsaved."}})
    repo.git("add", "notes.txt")
    new = keep(repo, "a", note="Fine.")
    assert repo.git("rev-parse", "HEAD") == new
    assert repo.git("show", "--format=%an %cn%n%B", "--name-only", new).splitlines() == [
        "Bob Bob",
        "review: keep a",
        "",
        "Fine.",
        "",
        f"Reviewed-message: a keep {repo.review().catalogue.messages['a'].fingerprint}",
        f"Reviewed-by: {BOB}",
        "",
        "",
        "messages/a.yaml",
    ]
    assert repo.git("status", "--short").splitlines() == [" M messages/b.yaml", "A  notes.txt"]
    state = repo.review().states["a"]
    assert (state.name, state.overlays) == ("current", ())
    repo.git("fsck", "--strict")


def test_several_at_once_are_one_commit(repo: Repo) -> None:
    keep(repo, "a")
    keep(repo, "b")
    new = keep(repo, "a", "b", note="Again.")
    assert repo.git("show", "--format=%s", "--name-only", new).split("\n", 1) == [
        "review: keep 2 messages",
        "\nmessages/a.yaml\nmessages/b.yaml",
    ]


def test_what_is_on_record_already_is_not_recorded_again(repo: Repo) -> None:
    assert keep(repo, "a") == keep(repo, "a") == repo.git("rev-parse", "HEAD")
    assert repo.git("log", "--format=%s").splitlines() == ["review: keep a", "Change"]


def test_several_in_one_file(repo: Repo) -> None:
    repo.commit({"messages/ab.yaml": [{"id": "x", "body": "X."}, {"id": "y", "body": "Y."}]}, "ann")
    keep(repo, "x")
    keep(repo, "y")
    keep(repo, "x", "y")
    assert [repo.review().states[id_].name for id_ in "xy"] == ["current", "current"]


def test_a_record_without_a_commit_is_seen(repo: Repo) -> None:
    head = repo.git("rev-parse", "HEAD")
    assert keep(repo, "a", commit=False) == ""
    assert repo.git("rev-parse", "HEAD") == head
    assert repo.review().states["a"].name == "unverified"
    keep(repo, "a")
    assert repo.review().states["a"].name == "current"


def test_a_retirement(repo: Repo) -> None:
    keep(repo, "a", decision="retire", note="Nobody sends it.")
    assert repo.review().states["a"].name == "retired"


def test_a_retirement_that_was_ended_half_way_can_be_repeated(repo: Repo) -> None:
    keep(repo, "a", decision="retire", commit=False)
    assert [reason.state for reason in repo.review().states["a"].reasons] == ["retired", "unverified"]
    keep(repo, "a", decision="retire")
    assert [reason.state for reason in repo.review().states["a"].reasons] == ["retired"]


def test_stamps_of_one_file_that_were_left_half_way_do_not_hold_each_other_up(repo: Repo) -> None:
    repo.commit({"messages/ab.yaml": [{"id": "x", "body": "X."}, {"id": "y", "body": "Y."}]}, "ann")
    keep(repo, "x", commit=False)
    keep(repo, "y", commit=False)
    keep(repo, "x")
    keep(repo, "y")
    assert [repo.review().states[id_].name for id_ in "xy"] == ["current", "current"]


def test_an_edit_is_committed_with_its_stamp_and_needs_a_second(repo: Repo) -> None:
    repo.write({"messages/a.yaml": {"id": "a", "body": "Better."}, "messages/new.yaml": {"id": "new", "body": "New."}})
    keep(repo, "a", decision="edit")
    keep(repo, "new", decision="edit")
    assert [repo.review().states[id_].name for id_ in ("a", "new")] == ["needs-second", "needs-second"]
    repo.be("cleo")
    keep(repo, "a", by="Cleo <cleo@library.example>")
    assert repo.review().states["a"].name == "current"


def test_a_recommendation_stands_until_it_is_answered(repo: Repo) -> None:
    keep(repo, "a", decision="edit", note="Softer, please.", to="desk@library.example")
    assert repo.review().states["a"].overlays == ("recommended",)
    keep(repo, "a", note="It has to be said.", refuses=True)
    assert repo.review().states["a"].overlays == ()


SERVICE = {"msgreview.yaml": "services: {desk: {reviewers: [ann@library.example, bob@library.example]}}\n"}
DESK = {"messages/a.yaml": {"id": "a", "service": "desk", "body": "One."}}
ZOE = "Zoe <zoe@library.example>"


def test_somebody_outside_the_reviewers_is_recorded_as_such(repo: Repo) -> None:
    repo.commit({**SERVICE, **DESK}, "ann")
    keep(repo, "a", by=BOB)
    assert "outside" not in Path(repo.folder, "messages/a.yaml").read_text()
    repo.be(ZOE)
    keep(repo, "a", by=ZOE)
    state = repo.review().states["a"]
    assert (state.name, state.overlays) == ("current", ("outside",))
    assert state.reasons[-1].text == "Zoe, who read it, is none of the reviewers of desk"


def test_somebody_outside_the_reviewers_is_refused_where_the_settings_say_so(repo: Repo) -> None:
    repo.commit({**DESK, "msgreview.yaml": SERVICE["msgreview.yaml"] + "review: {only_reviewers: true}\n"}, "ann")
    assert against(repo, "a", by=ZOE) == ("only the reviewers of desk may decide on a: ann@library.example, bob@library.example")
    assert against(repo, "a", by=BOB) == ""


def test_a_stamp_of_somebody_outside_that_was_written_by_hand_is_seen(repo: Repo) -> None:
    stamp = {"review": {"last": "2026-02-01", "by": ZOE}}
    repo.commit({**SERVICE, "messages/a.yaml": {**DESK["messages/a.yaml"], **stamp}}, ZOE)
    assert "outside" in repo.review().states["a"].overlays


def test_two_addresses_of_one_person_are_no_second_reader(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": {"id": "a", "body": "New."}}, "Bob <7+bob@users.noreply.github.com>")
    line = "Bob <bob@library.example> <7+bob@users.noreply.github.com>"
    assert line in against(repo, "a")
    repo.write({".mailmap": line + "\n"})
    assert "you wrote these words" in against(repo, "a")


def test_two_who_both_wrote_the_words_say_so_on_the_record(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": {"id": "a", "body": "One more."}}, "bob")
    assert 'Ann wrote some of them, too. If nobody else can read them, say so on the record: --both-wrote "WHY".' in against(
        repo, "a"
    )
    new = keep(repo, "a", both_wrote="Only the two of us are here.")
    assert repo.review().states["a"].name == "current"
    assert "Only the two of us are here." in repo.git("show", "--format=%B", "--no-patch", new)
    repo.commit({"messages/b.yaml": {"id": "b", "body": "Mine."}}, "bob")
    repo.commit({"messages/c.yaml": {"id": "c", "body": "Mine alone."}}, "bob")
    assert "git names nobody else who did" in against(repo, "c", both_wrote="Holidays.")


def test_policies_are_noted(repo: Repo) -> None:
    repo.commit(
        {
            "msgreview.yaml": "",
            "policies.yaml": "loans: {days: {value: 21}}\n",
            "messages/p.yaml": {"id": "p", "body": "{{ policy.loans.days }} {{ policy.loans }}"},
        }
    )
    keep(repo, "p")
    stamp = repo.review().catalogue.messages["p"].message.review
    assert stamp
    assert stamp.policies == {"loans.days": "21"}


def test_the_first_commit_of_a_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write(A)
    keep(repo, "a", by=ANN, decision="edit")
    assert repo.git("show", "--format=", "--name-only", "HEAD") == "messages/a.yaml"


def test_on_a_detached_head_and_in_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "--detach")
    keep(repo, "a")
    linked = Repo.__new__(Repo)
    linked.folder = tmp_path / "linked"
    repo.git("worktree", "add", "-q", str(linked.folder), "main")
    keep(linked, "b")
    assert repo.git("log", "--format=%s", "main") == "review: keep b\nChange"
    assert linked.git("status", "--short") == ""


def test_line_ends_are_kept_as_git_keeps_them(repo: Repo) -> None:
    repo.git("config", "core.autocrlf", "true")
    repo.git("rm", "-q", "--cached", "-r", ".")
    repo.git("reset", "-q", "--hard")
    assert b"\r\n" in (repo.folder / "messages/a.yaml").read_bytes()
    keep(repo, "a")
    assert repo.git("status", "--short") == ""
    assert repo.git("show", "--format=", "--shortstat", "HEAD") == " 1 file changed, 1 insertion(+)"
    assert "\r" not in repo.git("show", "HEAD:messages/a.yaml")


def test_modes_and_paths_that_are_no_text(repo: Repo) -> None:
    name = os.fsdecode(b"messages/caf\xe9 x.yaml")
    repo.commit({name: {"id": "c", "body": "C."}}, "ann")
    (repo.folder / name).chmod(0o755)
    repo.commit({}, "ann")
    keep(repo, "c")
    assert repo.git("ls-tree", "HEAD", "messages/").splitlines()[-1].startswith("100755")
    assert repo.git("status", "--short") == ""


# What stands against it


def test_the_writer_may_not_approve(repo: Repo) -> None:
    assert "you wrote these words since they were last approved" in against(repo, "a", by=ANN)
    with pytest.raises(ReviewError, match="ask a colleague to keep them"):
        keep(repo, "a", by=ANN)
    assert against(repo, "a", by=ANN, decision="retire") == ""


@pytest.mark.parametrize("config", ["solo: true", "four_eyes: false"])
def test_a_team_may_do_without(repo: Repo, config: str) -> None:
    repo.commit({"msgreview.yaml": f"review: {{{config}}}\n"}, "ann")
    assert against(repo, "a", by=ANN) == ""


def test_words_that_are_in_no_commit(repo: Repo) -> None:
    repo.write({"messages/a.yaml": {"id": "a", "body": "Unsaved."}, "messages/new.yaml": {"id": "new", "body": "New."}})
    assert against(repo, "a") == (
        "messages/a.yaml has changes that are in no commit. Commit it, or record it with: msgreview review edit a"
    )
    assert against(repo, "new").startswith("messages/new.yaml is in no commit yet")


def test_in_the_middle_of_a_merge(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"x": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"x": "2"})
    with pytest.raises(AssertionError):
        repo.git("merge", "side")
    assert "in the middle of a merge" in against(repo, "a")


def test_several_only_where_somebody_read_them_before(repo: Repo) -> None:
    assert (
        against(repo, "a", "b") == "a is unreviewed: look at it by itself. Only words that somebody has read before go together."
    )


def test_in_a_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    keep(repo, "a")
    repo.git("clone", "-q", "--depth", "1", repo.folder.as_uri(), str(tmp_path / "clone"))
    clone = Repo.__new__(Repo)
    clone.folder = tmp_path / "clone"
    assert "git fetch --unshallow" in against(clone, "a")


def test_in_a_submodule_of_the_catalogue(repo: Repo, tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer")
    outer.commit({"messages/o.yaml": {"id": "o", "body": "Outer."}}, "ann")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.folder.as_uri(), "messages/shared")
    outer.commit({}, "ann")
    for decision in ("keep", "edit"):
        assert "belongs to a repository of its own" in against(outer, "a", decision=decision)
    assert against(outer, "o") == ""


def test_ids_that_are_not_there(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="there is no message 'z'"):
        against(repo, "z")
    repo.write({"messages/z.yaml": "id: z\n"})
    with pytest.raises(ReviewError, match=r"'z' cannot be read: messages/z\.yaml:1:"):
        against(repo, "z")
    (repo.folder / ".git").rename(tmp_path / "gone")
    with pytest.raises(ReviewError, match="is in no git repository"):
        against(repo, "a")


def test_a_file_that_changes_while_it_is_looked_at(repo: Repo) -> None:
    review = repo.review()
    repo.write({"messages/a.yaml": {"id": "a", "body": "Changed."}})
    with pytest.raises(ReviewError, match="has changed since you saw it"):
        propose(review, ["a"], "keep", BOB)
    repo.write({"messages/a.yaml": None})
    with pytest.raises(ReviewError, match="cannot be read"):
        propose(review, ["a"], "keep", BOB)


def test_a_file_that_changes_after_it_was_shown(repo: Repo) -> None:
    review = repo.review()
    assert review.repository
    proposals = propose(review, ["a"], "keep", BOB)
    repo.write({"messages/a.yaml": {"id": "a", "body": "Changed."}})
    with pytest.raises(ReviewError, match="has changed since you saw it"):
        record(review.repository, proposals)
    assert b"Changed." in (repo.folder / "messages/a.yaml").read_bytes()


def test_a_message_kept_by_somebody_else_in_the_meantime(repo: Repo) -> None:
    review = repo.review()
    keep(repo, "a", review=review)
    with pytest.raises(ReviewError, match="has changed since you saw it"):
        keep(repo, "a", by="Cleo <cleo@library.example>", review=review)
    keep(repo, "b", review=review)


def test_a_commit_of_the_same_file_at_the_same_moment(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (repo.folder / "messages/a.yaml").read_bytes()
    other = {"messages/a.yaml": {"id": "a", "body": "At the same moment."}}
    _when_a_tree_is_made(monkeypatch, lambda: (repo.commit(other, "cleo"), (repo.folder / "messages/a.yaml").write_bytes(before)))
    head = repo.git("rev-parse", "HEAD")
    with pytest.raises(GitError, match="somebody committed at the same moment"):
        keep(repo, "a")
    assert repo.git("rev-parse", "HEAD~1") == head
    assert (repo.folder / "messages/a.yaml").read_bytes() == before
    assert "At the same moment" in repo.git("show", "HEAD:messages/a.yaml")


def test_a_commit_of_another_file_at_the_same_moment(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"messages/c.yaml": {"id": "c", "body": "At the same moment."}}

    def commit() -> None:
        repo.write(other)
        repo.git("add", "messages/c.yaml")
        repo.git("commit", "-q", "-m", "Meanwhile", "messages/c.yaml")

    _when_a_tree_is_made(monkeypatch, commit)
    keep(repo, "a")
    assert repo.git("log", "--format=%s").splitlines() == ["review: keep a", "Meanwhile", "Change"]
    assert repo.git("status", "--short") == ""


def _when_a_tree_is_made(monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
    """Something happens once in the moment between the look at the head and the commit."""
    made = Repository.write_tree
    todo = [happens]

    def tree(self: Repository, *arguments: Any) -> str:
        while todo:
            todo.pop()()
        return made(self, *arguments)

    monkeypatch.setattr(Repository, "write_tree", tree)


def test_git_that_is_at_work_is_waited_for(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = repo.folder / ".git" / "index.lock"
    lock.touch()
    waits = iter([lambda _: None, lambda _: lock.unlink()])
    monkeypatch.setattr(Repository, "pause", staticmethod(lambda seconds: next(waits)(seconds)))
    keep(repo, "a")
    lock.touch()
    monkeypatch.setattr(Repository, "pause", staticmethod(lambda _: None))
    before = (repo.folder / "messages/b.yaml").read_bytes()
    with pytest.raises(GitError, match="another git program is at work here"):
        keep(repo, "b")
    assert (repo.folder / "messages/b.yaml").read_bytes() == before


@pytest.mark.parametrize("lock", ["refs/heads/main.lock", "HEAD.lock"])
def test_a_lock_that_a_killed_git_left_on_the_branch(repo: Repo, lock: str) -> None:
    before = (repo.folder / "messages/a.yaml").read_bytes()
    (repo.folder / ".git" / lock).touch()
    with pytest.raises(GitError, match=f"another git program is at work here.* remove the file .*{lock}"):
        keep(repo, "a")
    assert (repo.folder / "messages/a.yaml").read_bytes() == before
    assert repo.git("status", "--short") == ""


def test_a_git_that_fails_half_way(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise GitError("no space")

    repo.write({"messages/new.yaml": {"id": "new", "body": "New."}})
    monkeypatch.setattr(Repository, "write_tree", fail)
    for id_, decision in (("a", "keep"), ("new", "edit")):
        with pytest.raises(GitError, match="no space"):
            keep(repo, id_, decision=decision)
    assert repo.git("status", "--short") == "?? messages/new.yaml"


def test_somebody_else_who_records(repo: Repo) -> None:
    here = Repository(repo.folder)
    with recording_lock(here), pytest.raises(ReviewError, match="somebody else is recording"):
        keep(repo, "a", timeout=0.01)
    lock = repo.folder / ".git" / "msgreview.lock"
    lock.unlink()
    lock.mkdir()
    with pytest.raises(ReviewError, match="nothing can be recorded in"):
        keep(repo, "a")


def test_a_disk_that_is_full_leaves_all_as_it_was(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(repo, "a")
    keep(repo, "b")
    before = [(repo.folder / f"messages/{id_}.yaml").read_bytes() for id_ in "ab"]
    whole, calls = commit_module.write_atomic, []

    def full(path: Path, data: bytes, **options: Any) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        whole(path, data, **options)

    monkeypatch.setattr(commit_module, "write_atomic", full)
    with pytest.raises(OSError, match="No space left"):
        keep(repo, "a", "b")
    assert [(repo.folder / f"messages/{id_}.yaml").read_bytes() for id_ in "ab"] == before
    assert repo.git("status", "--short") == ""


def test_git_without_a_name(repo: Repo) -> None:
    repo.git("config", "--unset", "user.name")
    repo.git("config", "user.useConfigOnly", "true")
    with pytest.raises(GitError, match="git does not know who you are"):
        Repository(repo.folder).me()
    with pytest.raises(GitError, match="git does not know who you are"):
        Repository(repo.folder).commit({"messages/a.yaml": b"id: a\n"}, "none")
    repo.be("bob")
    assert Repository(repo.folder).me() == BOB
    repo.write({".mailmap": "Robert <r@library.example> <bob@library.example>\n"})
    assert Repository(repo.folder).me() == "Robert <r@library.example>"
    repo.git("config", "user.name", os.fsdecode(b"Ren\xe9"))
    repo.git("config", "user.email", "r@x")
    assert Repository(repo.folder).me() == "Ren� <r@x>"


# Hostile repositories


def test_nothing_that_a_repository_brings_along_is_run(repo: Repo, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{canary}"\ncat\n')
    program.chmod(0o755)
    hooks = (
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "reference-transaction",
        "post-index-change",
        "post-checkout",
    )
    for folder in (repo.folder / ".git" / "hooks", tmp_path / "hooks"):
        folder.mkdir(exist_ok=True)
        for hook in (*hooks, "fsmonitor-watchman", "update", "pre-auto-gc"):
            (folder / hook).write_text(program.read_text())
            (folder / hook).chmod(0o755)
    repo.commit({".gitattributes": "*.yaml diff=evil\n*.txt filter=evil\n", "x.txt": "x"}, "ann")
    (tmp_path / "included").write_text(f"[core]\n\tpager = {program}\n[diff]\n\texternal = {program}\n")
    settings = {
        "core.hooksPath": tmp_path / "hooks", "core.fsmonitor": program, "core.pager": program, "pager.log": program,
        "core.editor": program, "core.askPass": program, "core.sshCommand": program, "core.gitProxy": program,
        "core.alternateRefsCommand": program, "diff.external": program, "diff.evil.command": program,
        "diff.evil.textconv": program,
        "filter.evil.clean": program, "filter.evil.smudge": program, "filter.evil.process": program, "gpg.program": program,
        "gpg.ssh.program": program, "log.showSignature": "true", "commit.gpgSign": "true", "credential.helper": f"!{program}",
        "interactive.diffFilter": program, "sequence.editor": program, "include.path": tmp_path / "included",
        "hook.evil.command": program, "hook.evil.event": "reference-transaction", "gc.auto": "1",
        **{f"alias.{name}": f"!{program}" for name in ("log", "cat-file", "ls-files", "update-ref", "commit-tree")},
    }  # fmt: skip
    canary.unlink(missing_ok=True)
    for name, value in settings.items():
        repo.git("config", name, str(value))
    canary.unlink(missing_ok=True)
    keep(repo, "a", review=repo.review(store=tmp_path / "store.sqlite"))
    Repository(repo.folder).before(date(2026, 1, 1), "HEAD")
    assert not canary.exists(), canary.read_text()
    repo.git("status", "--short")
    assert canary.exists()  # The trap does spring for plain git.


def test_a_filter_on_messages_is_left_to_git(repo: Repo, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    repo.commit({".gitattributes": "messages/a.yaml filter=evil\n"}, "ann")
    repo.git("config", "filter.evil.clean", f"touch {canary}; cat")
    before = (repo.folder / "messages/a.yaml").read_bytes()
    with pytest.raises(GitError, match=r"messages/a\.yaml is kept through a filter, a program that msgreview does not run"):
        keep(repo, "a")
    assert (repo.folder / "messages/a.yaml").read_bytes() == before
    keep(repo, "a", commit=False)
    keep(repo, "b")
    assert not canary.exists()


def test_hooks_in_settings_are_switched_off(repo: Repo) -> None:
    repo.git("config", "hook.x.y.command", "false")
    repo.git("config", "hook.other.event", "pre-commit")
    found = Repository(repo.folder)._programs_off()
    assert found["GIT_CONFIG_COUNT"] == "2"
    assert {found["GIT_CONFIG_KEY_0"], found["GIT_CONFIG_KEY_1"]} == {"hook.x.y.enabled", "hook.other.enabled"}


def test_variables_of_a_hook_lead_nowhere_else(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Repo(tmp_path / "other")
    other.commit(B)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(other.folder / ".git" / ("index" if "INDEX" in name else "")))
    here = Repository(repo.folder)
    assert here.top == repo.folder
    assert set(here.files("HEAD")) == {"messages/a.yaml", "messages/b.yaml"}


def test_git_that_is_not_there_or_fails(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Repository(repo.folder)
    with pytest.raises(GitError, match="there is no revision 'nonsense' here"):
        here.commit_id("nonsense")
    with pytest.raises(GitError, match="git could not do its part"):
        here.files("nonsense")
    with pytest.raises(GitError, match="git could not do its part"), here.log("%H", None, "nonsense") as blocks:
        list(blocks)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git cannot be started"):
        Repository(repo.folder)
    with pytest.raises(GitError, match="git cannot be started"), here.log("%H", None, "HEAD"):
        pass


def test_a_repository_of_another_user(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "bin" / "git"
    git.parent.mkdir()
    git.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}:{os.environ['PATH']}")
    with pytest.raises(GitError, match=r"belongs to another user\. If you trust it: git config --global --add safe\.directory"):
        Repository(repo.folder)
