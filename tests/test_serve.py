"""The web application, in this process: who is let in, what the pages say, and what a search finds."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from asgi import Client
from conftest import Assemble
from histories import Repo

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'msgreview[serve]'")

from msgreview.rubric import assemble
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
def machine(tmp_path_factory: pytest.TempPathFactory, shared_rules: Assemble) -> Iterator[None]:
    """A folder and a cache of one's own; rules are assembled once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSGREVIEW_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.chdir(tmp_path_factory.mktemp("here"))
        patch.setattr(assemble, "assemble_rubrics", shared_rules)
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
        assert "unsafe" not in headers["content-security-policy"]
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
