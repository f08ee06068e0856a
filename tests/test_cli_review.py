"""`msgreview review log|show|keep|edit|retire`, in a real repository."""

import io
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from case_files import load_cases
from conftest import Cli, act_as
from histories import Repo
from histories import told as told_commits

PEOPLE = load_cases("demo_history.yaml")["people"]
REFUSED = load_cases("review_refused.yaml")
AS_OF = ("--as-of", "2026-11-23")
ESCAPES = {"\x1b", "\u202e"}


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


def state(cli: Cli, id_: str) -> str:
    return str(json.loads(cli("review", "show", id_, "--format", "json").out)["show"]["state"])


def typed(answer: str) -> io.StringIO:
    return io.StringIO(answer + "\n")


def flat(text: str) -> str:
    """A text on one line, each blank one space."""
    return " ".join(text.split())


def change(path: str, was: str, now: str) -> None:
    file = Path("messages", path)
    assert was in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(was, now), "utf-8")


# The life of a message


def test_a_life_is_told_in_sentences(demo: Cli) -> None:
    told = demo("review", "log", "circulation.overdue", *AS_OF).out
    for sentence in [
        "2024-12-02  Petra Nowak brought it into the catalogue, in messages/loans.yaml.",
        "2025-04-08  Tom Okafor changed what the reader sees: “Offer to talk about a fine”.",
        "before  So far there is $3.50 on your card. [-Please pay it at your next visit.-]",
        "2025-08-04  Jonas Weber changed what no reader sees: “Tag the reminders”.",
        "2025-09-22  Ines Alvarez moved it to messages/circulation/overdue.yaml.",
        "2025-12-08  Ruth Bergman changed the words of shared.footer, which stand in it",
        "2026-03-05  Claire Dubois with Ruth Bergman changed what the reader sees",
        "2026-03-19  Ines Alvarez read it and approved the words.",
    ]:
        assert sentence in told
    assert "Merge" not in told
    assert "same line ends" not in told
    days = [row[:10] for row in told.splitlines() if row[:2] == "20"]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("id_", "sentence"),
    [
        ("interlibrary-loan.delay", "Jonas Weber read it and recommended to interlibrary@library.example: Say how many days"),
        ("interlibrary-loan.delay", "Tom Okafor declined what Jonas Weber recommended, and kept the words: No two parcels"),
        ("digital.ebook-wait", "2026-06-25 Wen Li read it and approved the words."),
        ("circulation.due-postcard", "Wen Li retired it: everyone now has email or texts."),
        ("research-help.follow-up", "Noor Haddad changed the words, and recorded that as a review."),
        (
            "interlibrary-loan.due-back-sms",
            "Its record states that Jonas Weber read it and approved the words. export[bot] recorded it.",
        ),
    ],
)
def test_reviews_are_told_as_what_they_were(demo: Cli, id_: str, sentence: str) -> None:
    assert sentence in flat(demo("review", "log", id_, *AS_OF).out)


def test_a_life_ends_on_the_day_asked_for(demo: Cli) -> None:
    told = json.loads(demo("review", "log", "circulation.overdue", "--as-of", "2025-05-01", "--format", "json").out)["log"]
    assert [event["date"] for event in told["events"]] == ["2024-12-02", "2025-02-10", "2025-03-20", "2025-04-08"]
    shown = flat(demo("review", "log", "circulation.overdue", "--as-of", "2025-05-01").out)
    left = re.search(r"[0-9]+ changes of a later day, up to [0-9-]+, are left out: --as-of ([0-9-]+) tells all.", shown)
    assert left
    assert "left out" not in demo("review", "log", "circulation.overdue", "--as-of", left[1]).out


def test_a_message_that_is_gone_still_has_its_life(demo: Cli) -> None:
    git("rm", "-q", "messages/spaces/lost-property-call.yaml")
    git("commit", "-qm", "Nobody loses anything")
    told = demo("review", "log", "spaces.lost-property-call").out
    assert "Wen Li took it out of the catalogue, from messages/spaces/lost-property-call.yaml." in flat(told)
    assert told.endswith("It is not in the catalogue any more.\n")


def test_other_status_and_quiet_commits_are_told(demo: Cli) -> None:
    for number in range(3):
        change("accounts/welcome.yaml", "title: ", f"title: {number} ")
        git("commit", "-qam", f"Title {number}")
    change("accounts/welcome.yaml", "kind: ", "status: draft\nkind: ")
    git("commit", "-qam", "Not yet")
    told = demo("review", "log", "accounts.welcome").out
    assert "3 commits up to" in told
    assert "Wen Li made it draft." in told


def test_each_change_is_shown_against_what_its_writer_changed(cli: Cli) -> None:
    def body(day: str) -> dict[str, str]:
        return {"id": "a", "body": f"It is kept until {day}."}

    repo = told_commits(
        [
            {"day": "2026-01-01", "write": {"messages/a.yaml": body("Friday")}},
            {"day": "2026-02-01", "by": "bob", "branch": "side", "write": {"messages/a.yaml": body("Thursday")}},
            {"day": "2026-02-02", "by": "ann", "write": {"messages/a.yaml": body("Tuesday")}},
            {"day": "2026-02-03", "by": "cleo", "merges": ["side"], "write": {"messages/a.yaml": body("Sunday")}},
        ],
        Path.cwd() / "repo",
    )
    os.chdir(repo.folder)
    lines = flat(cli("review", "log", "a").out)
    for old, new in (("Friday", "Thursday"), ("Friday", "Tuesday"), ("Tuesday", "Sunday")):
        assert f"until [-{old}.-] now It is kept until [+{new}.+]" in lines


def test_the_life_of_nothing_is_no_life(demo: Cli) -> None:
    ended = demo("review", "log", "circulation.overdu")
    assert ended.code == 2
    assert "Did you mean circulation.overdue?" in ended.err


def test_a_commit_that_git_would_sign_is_told(demo: Cli) -> None:
    git("config", "commit.gpgsign", "true")
    assert "sign it with `git commit --amend --no-edit -S`" in demo("review", "keep", "circulation.overdue", "--yes").err
    git("config", "commit.gpgsign", "false")
    assert "-S" not in demo("review", "keep", "ask-us.voicemail", "--yes").err


def test_what_is_on_record_already_names_no_other_commit(demo: Cli) -> None:
    for id_ in ("circulation.overdue", "ask-us.voicemail"):
        assert f"Approved: {id_} (commit " in demo("review", "keep", id_, "--yes").err
    again = demo("review", "keep", "circulation.overdue", "--yes")
    assert (again.code, "It is on record already: circulation.overdue." in again.err, "commit" in again.err) == (0, True, False)


def test_who_has_left_records_nothing_and_a_recommendation_is_no_nothing(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "One."}, "msgreview.yaml": "review: {gone: [bob@library.example]}\n"})
    monkeypatch.chdir(repo.folder)
    act_as(monkeypatch, "Bob <bob@library.example>")
    assert "says that Bob has left. Take it out there first." in flat(cli("review", "keep", "a", "--yes").err)
    act_as(monkeypatch, "checks[bot] <41+checks[bot]@users.noreply.example>")
    assert "checks[bot] is a program, which reads nothing." in flat(cli("review", "keep", "a", "--yes").err)
    act_as(monkeypatch, "Cleo <cleo@library.example>")
    assert cli("review", "keep", "a", "--yes").code == 0
    assert "Nothing waits for anybody." in cli("status").out
    assert cli("review", "edit", "a", "--recommend", "Say two", "--yes").code == 0
    told = cli("status").out
    assert "Nothing waits for anybody." not in told
    assert "All that waits, and for whom:           msgreview review due" in told


def test_a_move_is_told_with_what_else_changed(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "One.", "owner": "ann@library.example"}})
    for was, path, body in (("a", "b", "One."), ("b", "c", "Two.")):
        words = {"id": "a", "body": body, "owner": "bob@library.example"}
        repo.commit({f"messages/{was}.yaml": None, f"messages/{path}.yaml": words}, "bob")
    monkeypatch.chdir(repo.folder)
    told = flat(cli("review", "log", "a").out)
    assert "Bob moved it to messages/b.yaml. Bob changed what no reader sees: “Change”." in told
    assert "Bob changed what the reader sees: “Change”. Bob moved it to messages/c.yaml." in told


def test_a_record_that_is_taken_out_is_told(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "One."}})
    repo.commit({"messages/a.yaml": repo.stamp("messages/a.yaml", "a", "bob", "2026-02-01")}, "bob", "2026-02-01")
    repo.git("revert", "--no-edit", "HEAD")
    monkeypatch.chdir(repo.folder)
    assert 'took out the record of the review of 2026-02-01: “Revert "Change"”.' in flat(cli("review", "log", "a").out)


def test_a_message_that_is_not_here_by_its_id_is_told_of(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"messages/a.yaml": {"id": "a", "body": "One."}, "messages/the hall.yaml": {"id": "c", "body": "Two."}})
    repo.commit({"messages/a.yaml": {"id": "b", "body": "One.", "supersedes": ["a"]}})
    monkeypatch.chdir(repo.folder)
    assert "'a' is called b now." in cli("review", "show", "a").err
    assert "'a' is called b now." in cli("review", "log", "a").out
    assert "msgreview dispute 'messages/the hall.yaml:1' " in cli("review", "show", "c").err
    (repo.folder / "messages/a.yaml").write_text("id: b\nbody: |\nHello.\n", "utf-8")
    told = "'b' cannot be read: messages/a.yaml:3:1: this does not read as YAML: a text of several lines stands below 'body: |'"
    for ended in (cli("review", "show", "b"), cli("review", "keep", "b", "--yes")):
        assert ended.code
        assert told in flat(ended.err)
    assert told.partition(": ")[2] in flat(cli("review", "log", "b").out)
    assert "\ninvalid          b " in "\n" + cli("review", "due").out


def test_without_history_there_is_no_life(cli: Cli) -> None:
    Path("messages").mkdir()
    Path("messages/a.yaml").write_text("id: a\nkind: scripted\nchannel: chat\nbody: Hello.\n")
    ended = cli("review", "log", "a")
    assert ended.code == 2
    assert "git init" in ended.err
    assert cli("review", "show", "a").code == 0
    assert "git init" in cli("review", "keep", "a", "--yes").err


# What is about to be approved


def test_what_is_shown_is_what_is_approved(demo: Cli) -> None:
    shown = demo("review", "show", "circulation.overdue", *AS_OF).out
    assert "State      current: approved, and its day is far off." in shown
    assert "Approved   on 2026-03-19 by Ines Alvarez <ines@library.example>" in shown
    assert shown.count("Kind regards,") == 1, "what was shown once is not shown again"
    assert "path 4, when `days_late` is more than 1" in shown
    assert "None: the reader sees what was approved." in shown


def test_the_words_that_changed_are_marked(demo: Cli) -> None:
    shown = demo("review", "show", "events.cancelled", *AS_OF).out
    assert "I hope to see you [-soon.-]" in flat(shown)
    assert "I hope to see you [+at another of our evenings.+]" in flat(shown)
    assert "Written by Noor Haddad, since then" in shown


def test_a_change_in_a_used_message_is_shown_where_it_is_read(demo: Cli) -> None:
    change("shared/footer.yaml", "A person will gladly help you.", "A person answers.")
    git("commit", "-qam", "Shorter")
    assert state(demo, "circulation.overdue") == "changed"
    shown = flat(demo("review", "show", "circulation.overdue").out)
    assert "[-will gladly help you.-]" in shown
    assert "[+answers.+]" in shown


def test_a_changed_fact_is_shown_with_what_it_was(demo: Cli) -> None:
    shown = demo("review", "show", "spaces.room-confirmed", *AS_OF).out
    assert "rooms.most_hours: [-2-] [+3+]" in shown
    assert "You can book up to [-2-] hours a day." in shown


def test_who_uses_a_message_is_shown(demo: Cli) -> None:
    assert "Its words stand in" in demo("review", "show", "shared.chat-close").out


def test_findings_are_shown(demo: Cli) -> None:
    change("circulation/overdue.yaml", "A quick reminder: ", "Please be advised: ")
    assert "Please be advised" in demo("review", "show", "circulation.overdue").out.partition("What the rules say")[2]


def test_a_shallow_clone_shows_no_diff_that_nobody_can_know(demo: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("clone", "-q", "--depth", "1", f"file://{tmp_path}/demo", str(tmp_path / "cut"))
    monkeypatch.chdir(tmp_path / "cut")
    shown = demo("review", "show", "circulation.overdue")
    assert "Nobody can tell: what was approved cannot be read from git here." in shown.out
    assert "Approved   on 2026-03-19" in shown.out
    refused = demo("review", "keep", "circulation.overdue", "--yes")
    assert refused.code == 1
    assert "git fetch --unshallow" in refused.err


# What is decided


def test_keep_shows_asks_and_records(demo: Cli) -> None:
    ended = demo("review", "keep", "ask-us.voicemail", stdin=typed("y"))
    assert ended.code == 0
    assert "What the reader sees" in ended.out
    assert "Approve ask-us.voicemail as it stands? [y/N] Approved: ask-us.voicemail (commit " in ended.err
    assert git("log", "-1", "--format=%an %ae %s").strip() == "Wen Li wen@library.example review: keep ask-us.voicemail"
    assert "Reviewed-message: ask-us.voicemail keep " in git("log", "-1", "--format=%B")
    assert git("diff", "HEAD~1", "--stat").count("|") == 1
    assert git("status", "--short") == ""
    assert state(demo, "ask-us.voicemail") == "current"


@pytest.mark.parametrize("answer", ["n", "", "what?"])
def test_anything_but_yes_records_nothing(demo: Cli, answer: str) -> None:
    head = git("rev-parse", "HEAD")
    ended = demo("review", "keep", "ask-us.voicemail", stdin=typed(answer))
    assert ended.code == 1
    assert "Nothing was recorded." in ended.err
    assert git("rev-parse", "HEAD") == head


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: " ".join(case["run"][:2]))
def test_what_may_not_be_is_refused_with_a_reason(demo: Cli, monkeypatch: pytest.MonkeyPatch, case: dict) -> None:  # type: ignore[type-arg]
    act_as(monkeypatch, PEOPLE[case["who"]])
    if "edit" in case:
        change(*case["edit"])
    head, files = git("rev-parse", "HEAD"), git("diff")
    ended = demo("review", *case["run"])
    assert ended.code in (1, 2)
    assert flat(case["says"]) in flat(ended.err)
    assert (git("rev-parse", "HEAD"), git("diff")) == (head, files)


def test_what_changes_between_the_page_and_the_answer_is_not_approved(demo: Cli) -> None:
    class Meanwhile(io.StringIO):
        def readline(self, size: int = -1, /) -> str:
            change("ask-us/voicemail.yaml", "Thank you", "Thanks")
            return super().readline(size)

    ended = demo("review", "keep", "ask-us.voicemail", stdin=Meanwhile("y\n"))
    assert ended.code == 1
    assert "has changed since you saw it" in ended.err


def test_a_fact_that_changes_between_the_page_and_the_answer_counts_too(demo: Cli) -> None:
    class Meanwhile(io.StringIO):
        def readline(self, size: int = -1, /) -> str:
            change("../policies.yaml", "most_hours: {value: 3}", "most_hours: {value: 4}")
            return super().readline(size)

    ended = demo("review", "keep", "spaces.room-confirmed", stdin=Meanwhile("y\n"))
    assert ended.code == 1
    assert "has changed since you saw it" in ended.err


def test_a_script_approves_what_was_seen(demo: Cli) -> None:
    seen = json.loads(demo("review", "show", "spaces.room-confirmed", "--format", "json").out)["show"]["fingerprint"]
    change("../policies.yaml", "most_hours: {value: 3}", "most_hours: {value: 4}")
    assert demo("review", "keep", "spaces.room-confirmed", "--seen", seen).code == 1
    change("../policies.yaml", "most_hours: {value: 4}", "most_hours: {value: 3}")
    assert demo("review", "keep", "spaces.room-confirmed", "--seen", seen).code == 0
    assert state(demo, "spaces.room-confirmed") == "current"


def test_several_go_together_where_no_word_is_new(demo: Cli) -> None:
    ended = demo("review", "keep", "ask-us.voicemail", "accessibility.quiet-hour-sms", "--yes")
    assert ended.code == 0
    assert git("log", "-1", "--format=%B").count("Reviewed-message: ") == 2


def test_several_are_walked_one_by_one(demo: Cli) -> None:
    names = ("ask-us.voicemail", "accessibility.quiet-hour-sms", "events.registered")
    ended = demo("review", "keep", *names, stdin=typed("y\nn\ny"))
    assert ended.code == 1
    assert "Recorded: 2 of 3. Left as they are: accessibility.quiet-hour-sms." in ended.err
    assert [ended.out.count(f"{name}  (") for name in names] == [1, 1, 1]
    assert git("log", "-2", "--format=%s").split("\n")[:2] == ["review: keep events.registered", "review: keep ask-us.voicemail"]
    assert demo("review", "keep", "ask-us.voicemail", "no.such", stdin=typed("y")).code == 2


def test_no_commit_leaves_it_to_you(demo: Cli) -> None:
    head = git("rev-parse", "HEAD")
    ended = demo("review", "keep", "ask-us.voicemail", "--yes", "--no-commit", "--note", "still so")
    assert "git commit messages/ask-us/voicemail.yaml" in ended.err
    assert git("rev-parse", "HEAD") == head
    assert "note: still so" in git("diff")
    told = demo("status").out
    assert "ask-us.voicemail: its stamp is in no commit yet" in told
    assert "msgreview review keep ID" in told
    assert demo("review", "keep", "ask-us.voicemail", "--yes").code == 0
    assert "its stamp is in no commit" not in demo("status").out


def test_an_edit_is_one_commit_and_waits_for_somebody_else(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    change("circulation/overdue.yaml", "day and night", "at any hour")
    ended = demo("review", "edit", "circulation.overdue", stdin=typed("y"))
    assert ended.code == 0
    assert "[+at any hour.+]" in flat(ended.out)
    assert git("status", "--short") == ""
    assert state(demo, "circulation.overdue") == "needs-second"
    assert demo("review", "keep", "circulation.overdue", "--yes").code == 1
    act_as(monkeypatch, PEOPLE["Ines"])
    assert demo("review", "keep", "circulation.overdue", "--yes").code == 0
    assert state(demo, "circulation.overdue") == "current"


def test_a_team_of_one_may_approve_its_own_words_and_every_page_says_so(demo: Cli) -> None:
    change("../msgreview.yaml", "four_eyes: true", "solo: true")
    change("circulation/overdue.yaml", "day and night", "at any hour")
    assert demo("review", "edit", "circulation.overdue", "--yes").code == 0
    assert "`solo: true`" in demo("review", "show", "circulation.overdue").out
    assert demo("review", "keep", "circulation.overdue", "--yes").code == 0


def test_a_recommendation_waits_until_it_is_answered(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = demo("review", "edit", "circulation.overdue", "--recommend", "Name the branch", "--yes")
    assert "Recommended to circulation@library.example: circulation.overdue" in ended.err
    assert "Name the branch" in demo("status").out
    act_as(monkeypatch, PEOPLE["Ines"])
    kept = demo("review", "keep", "circulation.overdue", "--yes")
    assert kept.code == 1
    assert "Change the words, or say why not: msgreview review keep circulation.overdue --refuse WHY" in flat(kept.err)
    assert demo("review", "keep", "circulation.overdue", stdin=typed("")).code == 1
    assert "Name the branch" in demo("status").out
    assert demo("review", "keep", "circulation.overdue", stdin=typed("Any branch will do\ny")).code == 0
    assert "Name the branch" not in demo("status").out
    told = flat(demo("review", "log", "circulation.overdue").out)
    assert "Wen Li read it and recommended to circulation@library.example: Name the branch." in told
    assert "Ines Alvarez declined what Wen Li recommended, and kept the words: Any branch will do." in told


def test_a_recommendation_is_answered_by_the_change(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    demo("review", "edit", "circulation.overdue", "--recommend", "Name the branch", "--to", "ines@library.example", "--yes")
    act_as(monkeypatch, PEOPLE["Ines"])
    change("circulation/overdue.yaml", "at any branch", "at Main Library")
    assert demo("review", "edit", "circulation.overdue", "--yes").code == 0
    assert "Name the branch" not in demo("status").out


def test_a_recommendation_to_nobody_asks_for_a_name(demo: Cli) -> None:
    change("circulation/overdue.yaml", "owner: circulation@library.example\n", "")
    change("../msgreview.yaml", "owner: circulation@library.example, ", "")
    git("commit", "-qam", "No owner")
    ended = demo("review", "edit", "circulation.overdue", "--recommend", "Name the branch", "--yes")
    assert ended.code == 2
    assert "--to MAIL" in ended.err


def test_a_message_is_retired_and_stays(demo: Cli) -> None:
    assert demo("review", "retire", "ask-us.voicemail", "--note", "no more calls", stdin=typed("yes")).code == 0
    assert state(demo, "ask-us.voicemail") == "retired"
    assert "Wen Li retired it: no more calls." in demo("review", "log", "ask-us.voicemail").out


def test_what_a_red_rule_forbids_may_be_retired(demo: Cli) -> None:
    change("ask-us/voicemail.yaml", "Thank you", "Thank you {{ oops")
    git("commit", "-qam", "Oops", "--author", "Eve <eve@library.example>")
    assert demo("review", "keep", "ask-us.voicemail", "--yes").code == 1
    assert demo("review", "retire", "ask-us.voicemail", "--yes").code == 0


def test_who_nobody_knows_cannot_review(demo: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "none"))
    git("config", "user.useConfigOnly", "true")
    ended = demo("review", "keep", "ask-us.voicemail", "--yes")
    assert ended.code == 2
    assert "git config --global user.name" in ended.err


def test_escapes_in_a_catalogue_reach_no_terminal(demo: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    act_as(monkeypatch, "Eve\x1b[2J <eve@library.example>")
    change("accounts/welcome.yaml", "owner: accounts@library.example", 'owner: "\\e[31m\\u202Eaccounts@library.example"')
    change("accounts/welcome.yaml", "service: accounts", 'service: "\\e[31mx"')
    recommend = ("--recommend", "Be \x1b[31mred", "--to", "a\u202eb <a@b.example>")
    assert demo("review", "edit", "circulation.overdue", *recommend, "--yes").code == 0
    for command in (["status"], ["review", "due", "--within", "5 years"], ["review", "log", "circulation.overdue"]):
        shown = demo(*command).out
        assert not ESCAPES & set(shown), command
        assert "\\x1b[31m" in shown
    assert not ESCAPES & set(demo("review", "show", "accounts.welcome").out)


def test_a_file_that_is_mended_needs_nobody_else(demo: Cli) -> None:
    change("collections/gift-offer.yaml", "channel: e-mail", "channel: email")
    ended = demo("review", "edit", "collections.gift-offer", "--note", "the channel", stdin=typed("y"))
    assert ended.code == 0
    assert "Record these words of collections.gift-offer?" in ended.err
    assert "Somebody else" not in ended.err
    assert state(demo, "collections.gift-offer") == "current"
    told = flat(demo("review", "log", "collections.gift-offer").out)
    assert "Wen Li changed no word that a reader sees, and recorded that as a review: the channel." in told
