"""Live copies of a system against a catalogue with a past."""

import subprocess
from pathlib import Path

import pytest
from conftest import Cli, act_as

EXPORT = Path(__file__).parent / "cases" / "systems" / "koha.yml"
NOTICE = Path("messages/reserves/hold-waits.email.yaml")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.fixture
def catalogue(cli: Cli, own_git: None, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A catalogue of Koha's notices that Ann has imported and committed."""
    git("init", "-q", "-b", "main")
    Path("msgreview.yaml").touch()
    Path("koha.yml").write_bytes(EXPORT.read_bytes())
    act_as(monkeypatch, "Ann <ann@library.example>")
    cli("import", "koha", "koha.yml", "--into", "messages", "--service", "desk", "--owner", "desk@library.example")
    git("add", "messages", "msgreview.yaml")
    git("commit", "-qm", "Import")
    return cli


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def kinds(cli: Cli) -> dict[str, str]:
    ended = cli("drift", "koha.yml")
    kind, found = "", {}
    for row in ended.out.splitlines():
        if row[:6].strip().isdigit():
            kind = row[8:].partition(":")[0]
        elif row.startswith("  ") and not row.startswith("   "):
            found[row.split()[0]] = kind
    return found | {"code": str(ended.code)}


def test_what_there_is_of_each_kind(catalogue: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = catalogue("drift", "koha.yml")
    assert (ended.code, ended.out.splitlines()[0].split()) == (0, ["3", "the", "same"])
    edit(NOTICE, "We keep", "Good news: we keep")
    git("commit", "-qam", "Softer")
    assert kinds(catalogue) == {"reserves.hold-waits.email": "edited here, and not approved yet", "code": "0"}
    act_as(monkeypatch, "Bob <bob@library.example>")
    assert catalogue("review", "keep", "reserves.hold-waits.email", "--yes").code == 0
    assert kinds(catalogue) == {"reserves.hold-waits.email": "older there than what was approved here", "code": "1"}
    edit(Path("koha.yml"), "See you soon", "Bye bye")
    edit(Path("koha.yml"), 'branchcode: "EAST"', 'branchcode: "WEST"')
    ended = catalogue("drift", "koha.yml")
    assert ended.code == 1
    assert "    there  [-Bye bye-] & thank you\n    here   [+See you soon+] & thank you\n" in ended.out
    assert "To bring the approved words there: msgreview export koha koha.yml" in ended.out
    assert kinds(catalogue) == {
        "circulation.slip.print": "edited there",
        "reserves.hold-waits.email": "older there than what was approved here",
        "reserves.hold-waits.sms.east.de-de": "not in the export any more",
        "code": "1",
    }
    assert "     1  not in the catalogue" in ended.out
    status = catalogue("status", "--live", "koha.yml").out
    assert "Live copies in koha.yml\n     1  edited there" in status


def test_after_an_export_nothing_differs(catalogue: Cli) -> None:
    edit(NOTICE, "We keep", "Good news: we keep")
    catalogue("export", "koha", "koha.yml", "-o", "koha.yml")
    assert kinds(catalogue) == {"code": "0"}


def test_another_spelling_of_a_placeholder_is_no_difference(catalogue: Cli) -> None:
    edit(Path("koha.yml"), "[% branch.phone | html %]", "[% branch.phone %]")
    assert kinds(catalogue) == {"code": "0"}


def test_without_git_the_words_as_imported_tell(cli: Cli) -> None:
    Path("koha.yml").write_bytes(EXPORT.read_bytes())
    cli("import", "koha", "koha.yml", "--into", "messages")
    edit(NOTICE, "We keep", "Good news: we keep")
    edit(Path("koha.yml"), "See you soon", "Bye bye")
    assert kinds(cli) == {
        "reserves.hold-waits.email": "edited here, and not approved yet",
        "circulation.slip.print": "edited there",
        "code": "1",
    }


def test_what_cannot_be_read_or_written_is_told(cli: Cli) -> None:
    Path("koha.yml").write_bytes(EXPORT.read_bytes())
    cli("import", "koha", "koha.yml", "--into", "messages")
    NOTICE.write_text("id: [\n")
    ended = cli("export", "koha", "koha.yml", "messages", "-o", "messages")
    assert ended.code == 2
    assert f"{NOTICE} cannot be read whole: msgreview lint --select file" in ended.err
    assert "Not in this catalogue, so left as they are: 1 (reserves/HOLD_WAITS/email)." in ended.err
    assert "messages could not be written: " in ended.err
    assert "Name another place with -o." in ended.err


def test_an_export_that_is_none(cli: Cli) -> None:
    Path("x.csv").write_text("id,text\n1,Hello there\n")
    Path("messages").mkdir()
    for arguments in (("drift", "x.csv"), ("export", "koha", "x.csv"), ("import", "koha", "x.csv", "--into", "m")):
        ended = cli(*arguments)
        assert ended.code == 2
        assert "x.csv holds no message" in ended.err
        assert "msgreview import records x.csv" in ended.err
    assert "messages is a folder. Name the file in it that Koha exported." in cli("import", "koha", "messages", "--into", "m").err
    assert "'kohla' is not a system known here. There are: " in cli("export", "kohla", "x.csv").err


def test_words_that_were_given_from_here_before_are_no_edit_made_there(catalogue: Cli) -> None:
    edit(NOTICE, "We keep", "We hold")
    git("commit", "-qam", "Hold")
    catalogue("export", "koha", "koha.yml", "-o", "koha.yml")
    edit(NOTICE, "We hold", "We have")
    ended = catalogue("export", "koha", "koha.yml")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "Messages of koha.yml: 1 with new words, 2 as they were.")
    edit(Path("koha.yml"), "We hold", "Now we hold")
    assert catalogue("export", "koha", "koha.yml").code == 1


def test_a_template_that_cannot_be_read_is_named(catalogue: Cli) -> None:
    edit(NOTICE, "{{ borrowers.firstname }}", "{{ borrowers.firstname }")
    assert kinds(catalogue)["reserves.hold-waits.email"].startswith("cannot be read here")
    assert catalogue("drift", "koha.yml").code == 1
