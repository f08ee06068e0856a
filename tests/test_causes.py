"""What is approved is what was shown, and one cause is reviewed once: versions that read the same, shared messages, facts."""

import json
from pathlib import Path

import pytest
from case_files import load_cases
from conftest import Cli, act_as
from histories import Repo, text_of

from msgreview.catalogue.fingerprint import own_fingerprint
from msgreview.catalogue.load import load_bytes

CASES = load_cases("received.yaml")
SETTINGS = "variables: {library: {name: Rivermouth, phone: 555-0100}}\n"
POLICIES = "loans: {days: 28, renewals: 3}\n"
FOOTER = "messages/footer.yaml"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.write({"msgreview.yaml": SETTINGS, "policies.yaml": POLICIES})
    return repo


def message(body: str, id_: str = "a", **more: object) -> dict[str, object]:
    return {"id": id_, "body": body, **more}


def approve(repo: Repo, *ids: str, by: str = "bob", day: str = "2026-02-01", **more: object) -> None:
    for id_ in ids:
        path = f"messages/{id_}.yaml"
        repo.write({path: repo.stamp(path, id_, by, day, **more)})
    repo.commit(by=by, day=day)


def printed(cli: Cli, *arguments: str) -> dict[str, object]:
    shown: dict[str, object] = json.loads(cli(*arguments, "--format", "json").out)
    return shown


# What reads the same is the same


@pytest.mark.parametrize("case", CASES["same"], ids=lambda case: case["name"])
def test_what_no_reader_gets_changes_nothing(repo: Repo, case: dict[str, object]) -> None:
    more = case.get("message", {})
    repo.commit({"messages/a.yaml": message(str(case["was"]), **more)})  # type: ignore[arg-type]
    approve(repo, "a")
    stamp = (repo.folder / "messages/a.yaml").read_text().partition("\nreview:")[2]
    files = {f"messages/{id_}.yaml": message(str(body), id_) for id_, body in dict(case.get("with", {})).items()}  # type: ignore[call-overload]
    new = text_of(message(str(case["now"]), **more)).decode()  # type: ignore[arg-type]
    repo.commit(files | {"messages/a.yaml": f"{new}review:{stamp}"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == "current"


@pytest.mark.parametrize("case", CASES["others"], ids=lambda case: case["name"])
def test_what_the_reader_gets_is_told_in_words(
    repo: Repo, case: dict[str, object], cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = case.get("message", {})
    files = {f"messages/{id_}.yaml": message(str(body), id_, **more) for id_, body in dict(case.get("with", {})).items()}  # type: ignore
    repo.commit(files | {"messages/a.yaml": message(str(case["was"]), **more)})  # type: ignore[arg-type]
    approve(repo, "a")
    file = repo.folder / "messages/a.yaml"
    stamp = file.read_text().partition("\nreview:")[2]
    new = text_of(message(str(case["now"]), **more)).decode()  # type: ignore[arg-type]
    repo.commit({"messages/a.yaml": f"{new}review:{stamp}"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == "changed"
    monkeypatch.chdir(repo.folder)
    assert str(case["says"]) in " ".join(cli("review", "show", "a").out.split())


def chain(paths: int, last: str) -> str:
    """A text with so many paths, one after the other."""
    return (
        "{% if b0 %}No. 0."
        + "".join(f"{{% elif b{each} %}}No. {each}." for each in range(1, paths - 1))
        + f"{{% else %}}{last}{{% endif %}}"
    )


@pytest.mark.parametrize(
    ("was", "now", "state"),
    [
        (chain(40, "Pay."), chain(40, "Pay now."), "changed"),
        (chain(40, "Pay."), chain(40, "{{ 'Pay' }}."), "current"),
        (chain(80, "Pay."), chain(80, "Pay now."), "changed"),
        (chain(80, "Pay."), chain(80, "{{ 'Pay' }}."), "changed"),
    ],
    ids=["the last of many", "the same on each of many", "beyond those that are read", "the same beyond those that are read"],
)
def test_many_paths_are_compared_to_the_last_or_count_as_changed(
    repo: Repo, was: str, now: str, state: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"messages/a.yaml": message(was)})
    approve(repo, "a")
    stamp = (repo.folder / "messages/a.yaml").read_text().partition("\nreview:")[2]
    repo.commit({"messages/a.yaml": f"{text_of(message(now)).decode()}review:{stamp}"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == state
    monkeypatch.chdir(repo.folder)
    assert ("the reader sees what was approved" in cli("review", "show", "a").out) == (state == "current")


def test_a_fact_on_the_last_of_many_paths_counts(repo: Repo) -> None:
    repo.write({"policies.yaml": "loans: {days: 28}\n"})
    repo.commit({"messages/a.yaml": message(chain(40, "{{ policy.loans.days|float|round }} days."))})
    approve(repo, "a", policies={"loans.days": "28"})
    repo.commit({"policies.yaml": "loans: {days: 21}\n"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == "policy-changed"


def test_links_are_shown_before_anything_is_approved(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    body = '<p><a href="https://pay.example">Pay here</a> <img src="a.png" alt="Our desk"></p>'
    repo.commit({"messages/a.yaml": message(body, format="html")})
    monkeypatch.chdir(repo.folder)
    shown = cli("review", "show", "a").out
    assert "link ‘Pay here’: https://pay.example" in shown
    assert "picture ‘Our desk’: a.png" in shown


# Stamps of earlier releases


def old_seen(repo: Repo, id_: str, like: str = "1") -> str:
    [entry] = load_bytes((repo.folder / f"messages/{id_}.yaml").read_bytes(), "").entries
    return own_fingerprint(entry.message, like)


def test_the_rules_of_version_1_stand(repo: Repo) -> None:
    repo.write({"messages/a.yaml": message("Your {# a note #} book is {{here}}.", subject="Book")})
    assert old_seen(repo, "a") == "ff964e1829"


def test_old_stamps_stay_valid(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("Your book is {{here}}.")})
    approve(repo, "a", seen=old_seen(repo, "a"))
    assert repo.review().states["a"].name == "current"
    file = repo.folder / "messages/a.yaml"
    repo.commit({"messages/a.yaml": file.read_text().replace("{{here}}", "{{ here }}{#now#}")}, "cleo", "2026-03-01")
    assert (repo.review().states["a"].name, repo.review().states["a"].overlays) == ("current", ())
    repo.commit({"messages/a.yaml": file.read_text().replace("book", "film")}, "cleo", "2026-03-02")
    assert (repo.review().states["a"].name, repo.review().states["a"].overlays) == ("changed", ())


def test_stamps_of_version_2_know_nothing_of_what_outlook_alone_shows(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("<p>Hi</p><!--[if mso]><b>Pay 5</b><![endif]-->", format="html")})
    approve(repo, "a", seen=(seen := old_seen(repo, "a", "2-")))
    assert seen.startswith("2-")
    assert repo.review().states["a"].name == "current"
    (repo.folder / ".git").rename(away := repo.folder / "elsewhere")
    assert repo.review().states["a"].name == "current"
    away.rename(repo.folder / ".git")
    file = repo.folder / "messages/a.yaml"
    repo.commit({"messages/a.yaml": file.read_text().replace("Pay 5", "Pay 9")}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == "changed"


def test_a_stamp_for_other_words_is_no_approval(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("One."), "messages/b.yaml": message("Two.", "b")})
    approve(repo, "a", seen=old_seen(repo, "b"))
    state = repo.review().states["a"]
    assert [each.state for each in state.reasons][:2] == ["changed", "unverified"]


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("A fee of {{ '%.1f'|format(policy.fee) }}", "current"),
        ("A fee of {{ policy.fee|round(1) }}", "current"),
        ("{% raw %}A fee of {{ policy.fee }}{% endraw %}", "current"),
        ("A fee of {{ policy.fee }}", "policy-changed"),
        ("A fee of {{ policy.fee|round(2) }}", "policy-changed"),
        ("A fee of {{ (policy.fee * days)|round(1) }}", "policy-changed"),
        ("A fee of {{ policy.fee|round(1) }}{% if owed > policy.fee %} is due{% endif %}", "policy-changed"),
        ("{% set fee = policy.fee|round(1) %}A fee of {{ fee }}", "policy-changed"),
    ],
)
def test_a_fact_that_is_shown_as_before_has_not_changed_for_its_reader(repo: Repo, body: str, state: str) -> None:
    repo.commit({"policies.yaml": "fee: 0.51\n", "messages/a.yaml": message(body)})
    approve(repo, "a", policies={"fee": "0.51"})
    repo.commit({"policies.yaml": "fee: 0.54\n"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].name == state


# One cause, one review


def three(repo: Repo, body: str = "Book {n}.\n\n{% include 'footer' %}") -> None:
    files = {f"messages/m{n}.yaml": message(body.replace("{n}", str(n)), f"m{n}") for n in (1, 2, 3)}
    repo.commit({FOOTER: message("Open until 6 pm", "footer"), **files})
    approve(repo, "footer", "m1", "m2", "m3", policies={"loans.days": "28"} if "loans" in body else {})


def replace(repo: Repo, path: str, was: str, now: str, day: str = "2026-03-01") -> None:
    file = repo.folder / path
    assert was in file.read_text()
    repo.commit({path: file.read_text().replace(was, now)}, "cleo", day)


def test_a_shared_message_is_named_once_and_approved_once(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    three(repo)
    replace(repo, FOOTER, "6 pm", "7 pm")
    replace(repo, "messages/m3.yaml", "Book 3", "Film 3")
    states = repo.review().states
    assert [states[id_].causes for id_ in ("footer", "m1", "m2", "m3")] == [(), ("footer",), ("footer",), ()]
    monkeypatch.chdir(repo.folder)
    monkeypatch.setenv("COLUMNS", "200")
    for shown in (cli("review", "due", "--as-of", "2026-06-01").out, cli("status", "--as-of", "2026-06-01").out):
        assert shown.count("2 messages read differently because of footer.") == 1
        assert "msgreview review keep footer" in shown
    assert cli("review", "due", "--as-of", "2026-06-01").out.count("\nchanged ") == 2  # footer itself, and m3
    assert printed(cli, "review", "show", "m1")["show"]["causes"] == ["footer"]  # type: ignore[index]
    act_as(monkeypatch, "Bob <bob@library.example>")
    told = cli("review", "keep", "m1", "m2", "--yes")
    assert told.code == 1
    assert "msgreview review keep footer" in " ".join(told.err.split())
    assert cli("review", "keep", "footer", "--yes").code == 0
    names = {id_: state.name for id_, state in repo.review("2027-01-15").states.items()}
    assert (names["footer"], names["m1"], names["m2"], names["m3"]) == ("current", "soon", "soon", "changed")


def test_what_a_macro_prints_is_shown_where_it_prints_it(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    uses = {f"messages/{id_}.yaml": message("{% import 'days' as x %}Wait {{ x.days(3) }}.", id_) for id_ in "ab"}
    repo.commit(uses | {"messages/days.yaml": message("{% macro days(n) %}{{ n }} days{% endmacro %}", "days")})
    approve(repo, "a", "b", "days")
    repo.commit(
        {"messages/days.yaml": (repo.folder / "messages/days.yaml").read_text().replace(" days{", " hours{")},
        "cleo",
        "2026-03-01",
    )
    monkeypatch.chdir(repo.folder)
    shown = cli("review", "show", "days").out
    assert "now     Wait 3 [+hours.+]\n    a, b" in shown
    act_as(monkeypatch, "Bob <bob@library.example>")
    assert cli("review", "keep", "days", "--yes").code == 0
    assert {state.name for state in repo.review("2027-01-15").states.values()} <= {"current", "soon"}
    assert printed(cli, "review", "show", "days")["show"]["within"] == []  # type: ignore[index,call-overload]


def test_words_that_only_move_are_no_cause_beside_what_was_approved_or_changed(repo: Repo) -> None:
    repo.commit({"messages/hours.yaml": message("Open until 6 pm", "hours")})
    three(repo, "Book {n}.\n\n{% include 'footer' %}\n{% include 'hours' %}\n\nYours, Noor")
    approve(repo, "hours")
    replace(repo, "messages/hours.yaml", "6 pm", "7 pm")
    approve(repo, "hours", day="2026-03-02")
    repo.commit({"messages/sign.yaml": message("Yours, Noor", "sign")}, day="2026-03-03")
    for n in (1, 2, 3):
        replace(repo, f"messages/m{n}.yaml", "Yours, Noor", "{% include ''sign'' %}", day="2026-03-03")
    assert [repo.review().states[id_].name for id_ in ("m1", "m2", "m3")] == ["current"] * 3
    replace(repo, "messages/hours.yaml", "7 pm", "8 pm", day="2026-03-04")
    assert [repo.review().states[id_].causes for id_ in ("m1", "m2", "m3")] == [("hours",)] * 3


def test_who_wrote_a_footer_does_not_approve_it_for_others(repo: Repo) -> None:
    three(repo)
    replace(repo, FOOTER, "6 pm", "7 pm")
    approve(repo, "footer", by="cleo", day="2026-03-02")
    names = {id_: state.name for id_, state in repo.review().states.items()}
    assert (names["footer"], names["m1"]) == ("needs-second", "changed")


QUOTES = [
    "{{ policy.loans.days }}",
    "{{ policy['loans']['days'] }}",
    "{{ policy.loans.get('days') }}",
    "{% set loans = policy.loans %}{{ loans.days }}",
    "{% with l = policy['loans'] %}{{ l['days'] }}{% endwith %}",
    "{% for name, days in policy.loans.items() %}{{ name }} {{ days }}{% endfor %}",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_a_policy_is_found_however_it_is_quoted(repo: Repo, quote: str) -> None:
    repo.commit({"messages/a.yaml": message(f"You have it for {quote} days.")})
    approve(repo, "a")  # A stamp without policies has those of its day.
    replace(repo, "policies.yaml", "28", "21")
    state = repo.review().states["a"]
    assert (state.name, state.causes) == ("policy-changed", ("policy:loans.days",))
    assert [(each.before, each.after) for each in state.policies] == [("28", "21")]


def test_a_policy_that_is_not_quoted_changes_nothing(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("{% set loans = policy.loans %}You have it for {{ loans.days }} days.")})
    approve(repo, "a")
    replace(repo, "policies.yaml", "renewals: 3", "renewals: 5")
    assert repo.review().states["a"].name == "current"


def test_a_fact_that_is_gone_is_said_to_be(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("{{ policy.loans.days }} days.")})
    approve(repo, "a", policies={"loans.days": "28"})
    repo.commit({"policies.yaml": "{}\n"}, "cleo", "2026-03-01")
    assert repo.review().states["a"].reasons[0].text == "the policy loans.days was 28 when it was read and is not there any more"


@pytest.mark.parametrize(
    ("body", "path", "was", "now", "cause"),
    [
        ("Book {n} for {{ policy.loans.days }} days.", "policies.yaml", "28", "21", "policy:loans.days"),
        ("Book {n}. Call {{ library.phone }}.", "msgreview.yaml", "555-0100", "555-0199", "variable:library.phone"),
    ],
)
def test_a_fact_is_approved_once_for_all(
    repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch, body: str, path: str, was: str, now: str, cause: str
) -> None:
    three(repo, body)
    replace(repo, path, was, now)
    monkeypatch.chdir(repo.folder)
    monkeypatch.setenv("COLUMNS", "200")
    act_as(monkeypatch, "cleo <7+cleo@users.noreply.github.com>")
    own = cli("review", "keep", cause, "--yes")
    assert (own.code, f"Cleo gave {cause} its new value in commit " in own.err) == (1, True)
    act_as(monkeypatch, "Bob <bob@library.example>")
    assert f"3 messages read differently because of the {cause.replace(':', ' ')}, which was {was} and is {now}" in " ".join(
        cli("review", "due").out.split()
    )
    shown = cli("review", "show", cause)
    assert f"[+{now}" in shown.out
    assert f"[-{was}" in shown.out
    kept = cli("review", "keep", cause, "--yes")
    assert (kept.code, f"Approved: {cause}, for 3 messages (commit " in kept.err) == (0, True)
    assert f"Reviewed-fact: {cause} {now}" in repo.git("log", "-1", "--format=%B")
    assert not repo.git("status", "--porcelain")
    assert {repo.review("2026-06-01").states[f"m{n}"].name for n in (1, 2, 3)} == {"current"}
    again = cli("review", "keep", cause, "--yes")
    assert (again.code, f"approved {cause} as {now} on " in again.err) == (2, True)
    replace(repo, path, now, "555-0177", "2026-03-05")
    assert repo.review("2026-06-01").states["m1"].name == "policy-changed"


def test_what_counts_with_a_fact_is_shown_as_it_was(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    three(repo, "Book {n}: {{ policy.loans.days // 7 }} weeks. {% if policy.loans.days > 20 %}Long.{% else %}Short.{% endif %}")
    replace(repo, "policies.yaml", "28", "21")
    monkeypatch.chdir(repo.folder)
    shown = " ".join(cli("review", "show", "policy:loans.days").out.split())
    assert "before Book 1: [-4-] weeks. Long. now Book 1: [+3+] weeks. Long." in shown


def test_a_value_that_is_in_no_commit_is_not_approved(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    three(repo, "Book {n} for {{ policy.loans.days }} days.")
    repo.write({"policies.yaml": POLICIES.replace("28", "21")})
    monkeypatch.chdir(repo.folder)
    kept = cli("review", "keep", "policy:loans.days", "--yes")
    assert (kept.code, "is in no commit yet" in kept.err) == (1, True)
    assert not (repo.folder / "review-facts.yaml").exists()


def test_a_file_of_approved_facts_that_cannot_be_read_is_named(repo: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    three(repo)
    repo.write({"review-facts.yaml": "policy:loans.days: 21\n"})
    monkeypatch.chdir(repo.folder)
    told = cli("review", "due")
    assert (told.code, "review-facts.yaml:1:1: this is not an approval of a value." in told.err) == (2, True)


def test_a_policy_in_place_of_its_value_changes_nothing_until_it_changes(repo: Repo) -> None:
    repo.commit({"messages/a.yaml": message("You have it for 28 days.")})
    approve(repo, "a")
    replace(repo, "messages/a.yaml", "28", "{{ policy.loans.days }}")
    assert repo.review().states["a"].name == "current"
    replace(repo, "policies.yaml", "28", "21", "2026-03-02")
    state = repo.review().states["a"]
    assert (state.name, state.causes) == ("policy-changed", ("policy:loans.days",))
