"""`msgreview preview` beyond the terminal: pages, PDFs, pictures, and the browser that makes them."""

import sys
import webbrowser
from pathlib import Path

import pytest
from conftest import Cli

from msgreview.model.errors import UsageError
from msgreview.report.preview_page import browser
from msgreview.report.preview_page.browser import VARIABLE, installed_browser

MESSAGE = """
id: x.y
kind: automated
channel: email
owner: Desk <desk@library.example>
subject: Your loan
body: "Dear {{ name }},{% if late %} you MUST return it.{% endif %}"
samples: {one: {name: Bo}, two: {name: Cy}}
waivers: [{rule: tone.shouting, reason: The law says so, by: head@library.example, until: 2099-01-01}]
"""
FAKE = """#!{python}
import sys
for flag in sys.argv:
    name, _, file = flag.partition("=")
    if name in ("--print-to-pdf", "--screenshot"):
        open(file, "w").write(" ".join(sys.argv[1:]))
if "--dump-dom" in sys.argv:
    print('<html lang="en" data-height="1234">')
"""


@pytest.fixture
def message(tmp_path: Path) -> str:
    (tmp_path / "message.yaml").write_text(MESSAGE, "utf-8")
    return str(tmp_path / "message.yaml")


@pytest.fixture
def fake_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes down how it was called."""
    program = tmp_path / "browser"
    program.write_text(FAKE.replace("{python}", sys.executable), "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    return program


def test_a_page_has_every_path_and_what_lint_says(message: str, cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    written = cli("preview", message, "--html", str(page))
    assert (written.code, written.out, written.err) == (0, "", f"Wrote {page}.\n")
    html = page.read_text("utf-8")
    for words in ("Sample: one", "Sample: two", "When <code>late</code> is set", "desk@library.example", "tone.demanding"):
        assert words in html
    assert "tone.shouting" not in html  # It is waived.


def test_a_page_of_one_variant(message: str, cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert cli("preview", message, "--sample", "two", "--html", str(page)).code == 0
    assert "Sample: one" not in page.read_text("utf-8")
    wrong = cli("preview", message, "--sample", "three", "--html", str(page))
    assert (wrong.code, "has no variant 'three'. There are: 'one', 'two', 'path 3'." in wrong.err) == (2, True)


def test_the_page_is_opened(message: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or len(opened) == 1)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert cli("preview", message, "--open", "--html", str(tmp_path / "page.html")).code == 0
    assert opened == [(tmp_path / "page.html").as_uri()]
    failed = cli("preview", message, "--open")
    assert failed.code == 0
    assert failed.err.startswith("No browser could be opened. The page is in ")
    assert Path(failed.err.split(" is in ")[1].strip().removesuffix(".")).is_file()


@pytest.mark.usefixtures("fake_browser")
def test_a_browser_makes_pdfs_and_pictures_without_the_network(message: str, cli: Cli, tmp_path: Path) -> None:
    pdf, png = tmp_path / "page.pdf", tmp_path / "page.png"
    assert cli("preview", message, "--pdf", str(pdf), "--png", str(png)).err == f"Wrote {pdf}.\nWrote {png}.\n"
    for file in (pdf, png):
        assert "--host-resolver-rules=MAP * ~NOTFOUND" in file.read_text("utf-8")
    assert "--window-size=1280,1234" in png.read_text("utf-8")


def test_a_browser_that_is_not_there_is_told_in_a_sentence(
    message: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(browser, "_PLACES", (str(tmp_path / "none"),))
    ended = cli("preview", message, "--pdf", str(tmp_path / "page.pdf"))
    assert ended.code == 2
    assert "a PDF or a picture is made by Chromium, Chrome or Edge, and none is here." in ended.err
    with pytest.raises(UsageError, match=f"{VARIABLE} names 'no-such', and there is no such program"):
        installed_browser({VARIABLE: "no-such"})


def test_a_browser_that_makes_nothing_is_told(message: str, cli: Cli, tmp_path: Path, fake_browser: Path) -> None:
    fake_browser.write_text(f"#!{sys.executable}\n", "utf-8")
    ended = cli("preview", message, "--png", str(tmp_path / "page.png"))
    assert (ended.code, "made no file. Try another browser" in ended.err) == (2, True)
    fake_browser.write_text("no program", "utf-8")
    ended = cli("preview", message, "--png", str(tmp_path / "page.png"))
    assert (ended.code, "could not be run" in ended.err) == (2, True)


def test_a_message_that_cannot_be_read_is_named_and_the_others_still_come(message: str, cli: Cli) -> None:
    folder = Path(message).parent
    (folder / "broken.yaml").write_text("{id: x.broken, kind: automated, channel: sms, body: 'Hi {{ name'}", "utf-8")
    (folder / "no.yaml").write_text("a: [", "utf-8")
    shown = cli("preview", "--all", str(folder))
    assert shown.code == 1
    assert "This message cannot be read" in shown.out
    assert "Dear Bo" in shown.out
    assert "no.yaml holds no message that can be read" in shown.err
    assert "1 message cannot be read." in shown.err
