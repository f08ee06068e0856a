"""The web application, in this process: who is let in, what the pages say, and what a search finds."""

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from asgi import Client
from conftest import Cli
from histories import Repo

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'msgreview[serve]'")

from msgreview.cli.serve import listen
from msgreview.model.errors import UsageError
from msgreview.serve.app import application
from msgreview.serve.context import ServeContext
from msgreview.serve.guard import MOST_BYTES, Door
from msgreview.serve.live import LiveCatalogue

TODAY = date(2026, 6, 1)
READY = """\
id: hold.ready
title: Hold ready for pickup
kind: automated
channel: email
service: circulation
owner: desk@library.example
subject: Your item is ready, {{ name }}
body: |
  Dear {{ name }},

  Dune is waiting for you at the front desk <until> Friday.

  Kind regards, the library
samples:
  one: {name: Sam}
"""
LATE = READY.replace("hold.ready", "loan.late").replace("Hold ready for pickup", "Loan is late").replace("Dune", "Emma")
DOOR = Door(8763, "a-token")


@pytest.fixture(scope="module", autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder and a cache of one's own; rules are assembled once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSGREVIEW_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.chdir(tmp_path_factory.mktemp("here"))
        for role in ("AUTHOR", "COMMITTER"):  # What is committed now is of today.
            patch.setenv(f"GIT_{role}_DATE", f"{TODAY}T12:00:00Z")
        yield


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A browser that was let in to a catalogue that nobody changes."""
    return inside(catalogue(tmp_path_factory.mktemp("shelf")))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A catalogue of one's own."""
    return catalogue(tmp_path / "catalogue")


@pytest.fixture
def client(repo: Repo) -> Client:
    """A browser that was let in to it."""
    return inside(repo)


def catalogue(folder: Path) -> Repo:
    """Two messages, committed."""
    repo = Repo(folder)
    repo.commit({"messages/ready.yaml": READY, "messages/late.yaml": LATE})
    return repo


def inside(repo: Repo) -> Client:
    client = outside(repo)
    assert client.get("/?token=a-token").status == 303
    return client


def outside(repo: Repo) -> Client:
    """A browser that was not let in yet."""
    app = application(ServeContext(LiveCatalogue(repo.folder, None, lambda: TODAY)), DOOR)
    return Client(app, "http://127.0.0.1:8763")


def test_the_token_lets_in_once_and_the_cookie_from_then_on(repo: Repo) -> None:
    client = outside(repo)
    assert client.get("/").status == 403
    assert client.get("/?token=another").status == 403
    entered = client.get("/?token=a-token")
    assert (entered.status, entered.headers["location"]) == (303, "/")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/").status == 200


REFUSED: Mapping[str, tuple[str, str, Mapping[str, str], int]] = {
    "a foreign name that leads here": ("GET", "/", {"host": "evil.example:8763"}, 421),
    "another port": ("GET", "/", {"host": "127.0.0.1:80"}, 421),
    "no host": ("GET", "/", {"host": ""}, 421),
    "another origin": ("GET", "/", {"origin": "http://evil.example"}, 403),
    "another port of this machine": ("GET", "/", {"origin": "http://127.0.0.1:9999"}, 403),
    "an origin that is hidden": ("POST", "/message/save", {"origin": "null"}, 403),
    "a form that does not say where it is from": ("POST", "/message/save", {"sec-fetch-site": ""}, 403),
    "a picture on another page": ("GET", "/", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}, 403),
    "no cookie": ("GET", "/", {"cookie": ""}, 403),
    "another cookie": ("GET", "/", {"cookie": "msgreview-8763=guess"}, 403),
    "a cookie that is none": ("GET", "/", {"cookie": 'msgreview-8763="; a=\\'}, 403),
    "a method that changes files": ("PUT", "/", {}, 405),
    "a method that deletes": ("DELETE", "/message", {}, 405),
    "a path out of the folder": ("GET", "/static/../app.py", {}, 404),
    "a path out of the folder, hidden": ("GET", "/static/..%2fapp.py", {}, 404),
    "a file that is not for sending": ("GET", "/static/../../../etc/passwd", {}, 404),
    "a message that is a path": ("GET", "/message?id=../../etc/passwd", {}, 404),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_comes_from_elsewhere_is_refused(why: str, shelf: Client) -> None:
    method, path, headers, status = REFUSED[why]
    answer = shelf.send(method, path, headers=headers)
    assert answer.status == status
    assert "Dune" not in answer.text


def test_a_link_from_elsewhere_is_followed_to_the_door_and_no_further(repo: Repo) -> None:
    client = outside(repo)
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert client.get("/", **link).status == 403
    assert client.get("/?token=a-token", **link).status == 303


def test_every_answer_holds_the_browser_to_this_application(shelf: Client) -> None:
    for path in ("/", "/message?id=hold.ready", "/message?id=none", "/static/look.css"):
        headers = shelf.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"].replace("style-src 'self' 'unsafe-inline'", "")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_no_page_has_a_script_or_a_style_of_its_own(shelf: Client) -> None:
    for path in ("/", "/message?id=hold.ready"):
        text = shelf.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert not re.search(r"<[^>]* on\w+=", text)
        assert all(part.startswith(' src="/static/') for part in text.split("<script")[1:])


def test_the_catalogue_shows_all_messages(shelf: Client) -> None:
    text = shelf.get("/").text
    assert "2 messages" in text
    assert "Hold ready for pickup" in text
    assert "loan.late" in text


@pytest.mark.parametrize(
    ("typed", "hits"),
    [("dune", ["hold.ready"]), ("emma friday", ["loan.late"]), ("LOAN", ["loan.late"]), ("hold.re", ["hold.ready"]), ("xyz", [])],
)
def test_a_search_reads_ids_titles_and_words(typed: str, hits: list[str], shelf: Client) -> None:
    text = shelf.get(f"/?q={typed.replace(' ', '+')}", hx_request="true").text
    assert [id_ for id_ in ("hold.ready", "loan.late") if f"id={id_}" in text] == hits
    assert "<html" not in text


def test_a_message_shows_how_it_reads_and_where_it_stands(shelf: Client) -> None:
    text = shelf.get("/message?id=hold.ready").text
    assert "Your item is ready, Sam" in text
    assert "&lt;until&gt;" in text
    assert "unreviewed" in shelf.get("/message/state?id=hold.ready").text


def test_a_change_on_disk_shows(client: Client, repo: Repo) -> None:
    repo.write({"messages/ready.yaml": READY.replace("Dune", "Middlemarch")})
    client.app.state.context.live.now(again=True)
    assert "Middlemarch" in client.get("/message?id=hold.ready").text
    assert "id=hold.ready" in client.get("/?q=middlemarch").text


def test_a_body_that_is_too_large_is_refused(shelf: Client) -> None:
    assert shelf.post("/message", {"body": "x" * MOST_BYTES}).status == 413


def form_in(text: str, action: str = "/message/save") -> dict[str, str]:
    """The fields of the form that a page has to edit a message."""
    form = text.partition(f'action="{action}"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="(?:hidden|text)"[^>]* name="([^"]+)" value="([^"]*)"', form)
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    return {name: unescape(value) for name, value in (*hidden, *areas)}


def said(page: str) -> str:
    """The words of a page."""
    return unescape(re.sub("<[^>]+>", "", page))


def opened(client: Client, id_: str = "hold.ready") -> dict[str, str]:
    return form_in(client.get(f"/message?id={id_}").text)


def test_saving_is_an_exact_edit_and_a_commit_of_that_file_alone(client: Client, repo: Repo) -> None:
    repo.write({"messages/late.yaml": LATE.replace("Emma", "Persuasion"), "notes.txt": "mine"})
    repo.git("add", "notes.txt")
    form = opened(client)
    assert form["subject"] == "Your item is ready, {{ name }}"
    saved = client.post("/message/save", form | {"body": form["body"].replace("Dune", "Ulysses"), "note": "another book"})
    assert saved.status == 303
    assert (repo.folder / "messages/ready.yaml").read_text() == READY.replace("Dune", "Ulysses")
    assert repo.git("show", "--format=%an <%ae>%n%s", "--name-only", "HEAD").split("\n") == [
        "Ann <ann@library.example>", "hold.ready: another book", "", "messages/ready.yaml"
    ]  # fmt: skip
    assert repo.git("status", "--short").split("\n") == [" M messages/late.yaml", "A  notes.txt"]
    assert "Undo" in client.get(saved.headers["location"]).text


def test_a_commit_runs_no_hook(client: Client, repo: Repo) -> None:
    hook = repo.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n")
    hook.chmod(0o755)
    form = opened(client)
    assert client.post("/message/save", form | {"body": "Hello.\n"}).status == 303
    assert not (repo.folder / "ran").exists()


def test_saving_what_is_the_same_makes_no_commit(client: Client, repo: Repo) -> None:
    before = repo.git("rev-parse", "HEAD")
    saved = client.post("/message/save", opened(client))
    assert "nothing to save" in client.get(saved.headers["location"]).text
    assert repo.git("rev-parse", "HEAD") == before


def test_two_editors_see_both_texts_and_nothing_is_written(client: Client, repo: Repo) -> None:
    first, second = opened(client), opened(client)
    assert client.post("/message/save", first | {"body": "Hello from the first.\n"}).status == 303
    head = repo.git("rev-parse", "HEAD")
    conflict = client.post("/message/save", second | {"body": "Hello from the <second>.\n"})
    assert conflict.status == 409
    assert "Hello from the &lt;second&gt;.\n</textarea>" in conflict.text
    assert "Hello from the only yours: <second>..only in the file: first..\n" in said(conflict.text)
    assert repo.git("rev-parse", "HEAD") == head
    both = form_in(conflict.text) | {"body": "Hello from both.\n"}
    assert client.post("/message/save", both).status == 303
    assert "Hello from both." in (repo.folder / "messages/ready.yaml").read_text()


def test_a_message_that_is_gone_leaves_what_was_typed(client: Client, repo: Repo) -> None:
    form = opened(client)
    repo.commit({"messages/ready.yaml": None})
    answer = client.post("/message/save", form | {"body": "All my work.\n", "review": "yes"})
    assert answer.status == 409
    assert "Body, as you typed it All my work." in " ".join(said(answer.text).split())
    assert "yes" not in said(answer.text)


def test_a_message_that_was_moved_is_saved_where_it_is(client: Client, repo: Repo) -> None:
    form = opened(client) | {"body": "Hello.\n"}
    (repo.folder / "messages/ready.yaml").rename(repo.folder / "messages/at-hand.yaml")
    repo.write({"messages/ready.yaml": READY})
    answer = client.post("/message/save", form)
    assert "Hold.ready stands in two files" not in answer.text
    assert "hold.ready stands in two files, messages/at-hand.yaml and messages/ready.yaml" in answer.text
    (repo.folder / "messages/ready.yaml").unlink()
    assert client.post("/message/save", form).status == 303
    assert "Hello." in repo.git("show", "HEAD:messages/at-hand.yaml")


BROKEN = READY.replace("channel: email", "channel: pigeon")


def test_a_file_that_cannot_be_read_is_mended_where_it_says_so(client: Client, repo: Repo) -> None:
    form = opened(client) | {"body": "All my work.\n"}
    repo.commit({"messages/ready.yaml": BROKEN.replace("\n", "\r\n")})
    gone = client.post("/message/save", form)
    to_file = client.get("/message?id=hold.ready").headers["location"]
    assert (gone.status, f'href="{to_file}"' in gone.text, "All my work." in gone.text) == (409, True, True)
    page = client.get(to_file).text
    assert "Line 4: 'channel' cannot be 'pigeon'." in said(page)
    form = form_in(page, "/file/save")
    assert form["text"] == BROKEN
    assert "It holds hold.ready." in said(client.post("/file/draft", form | {"text": READY}).text)
    saved = client.post("/file/save", form | {"text": READY})
    assert (repo.folder / "messages/ready.yaml").read_bytes() == READY.replace("\n", "\r\n").encode()
    conflict = client.post("/file/save", form | {"text": BROKEN.replace("Dune", "Emma")})
    assert (conflict.status, form_in(conflict.text, "/file/save")["text"]) == (409, BROKEN.replace("Dune", "Emma"))
    assert client.get(saved.headers["location"]).status == 200
    undone = client.post("/undo", {"commit": saved.headers["location"].partition("made=")[2]})
    assert undone.headers["location"].startswith(f"{to_file}&made=")
    assert client.get("/file?path=../msgreview.yaml").status == 404


def test_red_findings_are_named_when_words_are_saved(client: Client) -> None:
    saved = client.post("/message/save", opened(client) | {"body": "Dear {{ name, all.\n"})
    text = said(client.get(saved.headers["location"]).text)
    assert "Saved: hold.ready" in text
    assert "It must not be sent like this: The template cannot be read here" in " ".join(text.split())


def test_rules_that_change_on_disk_are_asked(client: Client, repo: Repo) -> None:
    rule = "title: Ours\npractice: professional\nrules:\n  dune: {extends: existence, tokens: [Dune], message: We say no Dune.}\n"
    form = opened(client)
    repo.write({"msgreview.yaml": "messages: [messages]\nrubrics: [rubrics]\n", "rubrics/ours.yaml": "rules: ["})
    client.app.state.context.live.now(again=True)
    assert opened(client) == form
    assert "rubrics/ours.yaml" in client.post("/message/draft", form).text
    repo.write({"rubrics/ours.yaml": rule})
    live = client.app.state.context.live
    live.now(again=True)
    assert "We say no Dune." in client.get("/message?id=hold.ready").text
    number = live.now().number
    repo.write({"rubrics/ours.yaml": rule.replace("no Dune", "no sand")})
    assert live.now(again=True).number > number
    news = client.get(f"/message/news?id=hold.ready&version={form['version']}&number={number}")
    assert news.headers["hx-trigger"] == "changed-around"


def test_a_review_meanwhile_is_no_conflict(client: Client, repo: Repo) -> None:
    form = opened(client)
    repo.commit({"messages/ready.yaml": repo.stamp("messages/ready.yaml", "hold.ready", "ann", "2026-05-01")})
    assert client.post("/message/save", form | {"body": "Hello.\n"}).status == 303
    text = (repo.folder / "messages/ready.yaml").read_text()
    assert "Hello." in text
    assert "review: {last: 2026-05-01" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [({"body": ""}, "needs words in its body"), ({"body": "{% if %}"}, "")],
)
def test_what_cannot_be_saved_is_still_there(words: dict[str, str], said: str, client: Client, repo: Repo) -> None:
    form = opened(client)
    answer = client.post("/message/save", form | words | {"subject": "My new subject"})
    assert (answer.status == 422) == bool(said)
    if said:
        assert said in answer.text
        assert "My new subject" in answer.text
        assert (repo.folder / "messages/ready.yaml").read_text() == READY


def test_nothing_is_saved_in_the_middle_of_a_merge(client: Client, repo: Repo) -> None:
    saved = client.post("/message/save", opened(client) | {"body": "Good day.\n"}).headers["location"]
    form = opened(client)
    (repo.folder / ".git" / "MERGE_HEAD").write_text(head := repo.git("rev-parse", "HEAD"))
    answer = client.post("/message/save", form | {"body": "Hello.\n"})
    assert answer.status == 422
    assert "Nothing was saved.</b> Git is in the middle of a merge" in answer.text
    assert "Hello." in answer.text
    assert "in the middle of a merge" in client.post("/undo", {"commit": saved.rpartition("=")[2]}).text
    assert repo.git("rev-parse", "HEAD") == head
    assert "Good day." in (repo.folder / "messages/ready.yaml").read_text()


def test_undo_is_a_commit_and_can_be_undone(client: Client, repo: Repo) -> None:
    saved = client.post("/message/save", opened(client) | {"body": "Hello.\n"})
    commit = saved.headers["location"].rpartition("=")[2]
    undone = client.post("/undo", {"commit": commit})
    assert undone.status == 303
    assert (repo.folder / "messages/ready.yaml").read_text() == READY
    assert repo.git("rev-list", "--count", "HEAD") == "3"
    again = client.post("/undo", {"commit": undone.headers["location"].rpartition("=")[2]})
    assert again.status == 303
    assert "Hello." in (repo.folder / "messages/ready.yaml").read_text()


def test_what_others_changed_since_is_not_taken_back(client: Client, repo: Repo) -> None:
    saved = client.post("/message/save", opened(client) | {"body": "Hello.\n"})
    repo.commit({"messages/ready.yaml": READY.replace("Dune", "Silas Marner")})
    undone = client.post("/undo", {"commit": saved.headers["location"].rpartition("=")[2]})
    assert undone.status == 409
    assert "Silas Marner" in (repo.folder / "messages/ready.yaml").read_text()
    assert client.post("/undo", {"commit": repo.git("rev-parse", "HEAD")}).status == 404


def test_a_draft_shows_how_it_reads_and_writes_nothing(client: Client, repo: Repo) -> None:
    form = opened(client)
    text = client.post("/message/draft", form | {"body": "Dear {{ name }},\n\nYou must come at once!!\n"}).text
    assert "You must come at once" in text
    assert "What the rules say" in text
    assert "cannot be read like this" in client.post("/message/draft", form | {"body": ""}).text
    assert (repo.folder / "messages/ready.yaml").read_text() == READY
    assert "Dune" in client.get("/message?id=hold.ready").text


def test_news_of_a_message_come_when_it_has_changed(client: Client, repo: Repo) -> None:
    form = opened(client)
    number = client.app.state.context.live.now().number
    path = f"/message/news?id=hold.ready&version={form['version']}&number={number}"
    assert client.get(path).status == 204
    repo.write({"messages/ready.yaml": READY.replace("Dune", "Emma")})
    assert client.get(path).headers["hx-trigger"] == "changed-on-disk"


def test_history_is_told(client: Client) -> None:
    client.post("/message/save", opened(client) | {"body": "Hello.\n", "note": "shorter"})
    text = client.get("/history?id=hold.ready").text
    assert "shorter" in text
    assert "<ins>" in text
    assert client.get("/history?id=none").status == 404


def test_without_git_it_can_be_read_and_not_saved(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "ready.yaml").write_text(READY)
    client = Client(application(ServeContext(LiveCatalogue(tmp_path, None, lambda: TODAY)), DOOR), "http://127.0.0.1:8763")
    client.get("/?token=a-token")
    answer = client.post("/message/save", opened(client) | {"body": "Hello.\n"})
    assert answer.status == 422
    assert "git init" in answer.text
    assert (tmp_path / "messages" / "ready.yaml").read_text() == READY


def decision_in(text: str, did: str) -> dict[str, str]:
    """The hidden fields of the form that takes a decision."""
    forms = [form.partition("</form>")[0] for form in text.split('action="/review/decide"')[1:]]
    form = next(each for each in forms if f'name="did" value="{did}"' in each)
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)}


def test_the_queue_shows_what_waits(client: Client) -> None:
    text = client.get("/review").text
    assert "2 wait for a decision" in text
    assert text.index("hold.ready") < text.index("loan.late")
    assert "Nothing waits" in client.get("/review?service=none").text


def test_a_message_is_kept_in_a_commit_and_that_is_taken_back(client: Client, repo: Repo) -> None:
    repo.be("bob")
    form = decision_in(client.get("/review/item?id=hold.ready").text, "keep")
    kept = client.post("/review/decide", form | {"why": "reads well"})
    assert kept.status == 303
    assert "id=loan.late" in kept.headers["location"]
    assert repo.git("show", "-s", "--format=%s", "HEAD") == "review: keep hold.ready"
    assert "by: Bob <bob@library.example>, " in (repo.folder / "messages/ready.yaml").read_text()
    assert "Kept: hold.ready" in client.get(kept.headers["location"]).text
    assert "1 waits for a decision" in client.get("/review").text
    assert client.post("/undo", {"commit": kept.headers["location"].rpartition("=")[2]}).status == 303
    assert (repo.folder / "messages/ready.yaml").read_text() == READY


def test_whoever_wrote_the_words_cannot_keep_them(client: Client) -> None:
    text = client.get("/review/item?id=hold.ready").text
    assert "four eyes see more than two" in text
    assert 'name="did" value="keep"' in text
    form = decision_in(text, "keep")
    answer = client.post("/review/decide", form)
    assert answer.status == 409
    assert "Nothing was recorded" in answer.text


def test_what_has_changed_since_it_was_shown_is_not_decided(client: Client, repo: Repo) -> None:
    repo.be("bob")
    form = decision_in(client.get("/review/item?id=hold.ready").text, "keep")
    repo.commit({"messages/ready.yaml": READY.replace("Dune", "Emma")})
    answer = client.post("/review/decide", form)
    assert answer.status == 409
    assert "changed since you saw it" in answer.text
    assert "Emma" in answer.text


def test_a_change_is_recommended_and_answered(client: Client, repo: Repo) -> None:
    repo.be("bob")
    form = decision_in(client.get("/review/item?id=hold.ready").text, "recommend")
    assert client.post("/review/decide", form | {"why": " ", "to": "desk@library.example"}).status == 422
    sent = client.post("/review/decide", form | {"why": "Name the day", "to": "desk@library.example"})
    assert sent.status == 303
    text = client.get("/review/item?id=hold.ready").text
    assert "Name the day" in text
    repo.be("cleo")
    refuse = decision_in(text, "refuse")
    assert client.post("/review/decide", refuse | {"why": "The day is in the subject"}).status == 303
    assert repo.git("show", "-s", "--format=%s", "HEAD") == "review: keep hold.ready"


def test_a_message_is_retired(client: Client, repo: Repo) -> None:
    form = decision_in(client.get("/review/item?id=hold.ready").text, "retire")
    assert client.post("/review/decide", form | {"why": "no more holds"}).status == 303
    assert "status: retired" in (repo.folder / "messages/ready.yaml").read_text()


def test_words_that_are_saved_can_be_recorded_as_a_review(client: Client, repo: Repo) -> None:
    form = form_in(client.get("/message?id=hold.ready&review=1").text)
    saved = client.post("/message/save", form | {"body": "Hello {{ name }}, come in.\n", "review": "yes", "note": "shorter"})
    assert saved.status == 303
    text = (repo.folder / "messages/ready.yaml").read_text()
    assert "come in." in text
    assert "decision: edit" in text
    assert repo.git("rev-list", "--count", "HEAD") == "2"
    assert repo.git("show", "-s", "--format=%s", "HEAD") == "review: edit hold.ready"


def test_a_decision_that_is_none_is_refused(client: Client) -> None:
    assert client.post("/review/decide", {"id": "hold.ready", "did": "burn"}).status == 400
    assert client.get("/review/item?id=none").status == 404


def test_a_port_that_is_taken_is_said_and_the_next_one_is_found() -> None:
    with listen(None) as first, listen(None) as second:
        ports = [each.getsockname() for each in (first, second)]
        assert {host for host, _ in ports} == {"127.0.0.1"}
        assert ports[0] != ports[1]
        with pytest.raises(UsageError, match=f"port {ports[0][1]} is in use.*--port"):
            listen(ports[0][1])


def test_what_is_missing_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ended = cli("serve")
    assert ended.code == 2
    assert "pip install 'msgreview[serve]'" in ended.err
