"""Pages from templates, and where each of them is."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from msgreview.model.finding import COLOUR
from msgreview.report.pages import environment_of
from msgreview.report.states import MEANING

_FOLDER = Path(__file__).parent
STATIC: Mapping[str, str] = {
    "htmx-2.0.11.min.js": "text/javascript",
    "htmx-LICENSE.txt": "text/plain",
    "serve.js": "text/javascript",
    "serve.css": "text/css",
    "icon.svg": "image/svg+xml",
}
"""What is sent as it lies in the folder `static`: name → media type."""


def page(request: Request, template: str, *, status: int = 200, here: str = "messages", **values: Any) -> HTMLResponse:
    """An answer made by a template of this package; `_` begins the name of one that is a part of a page.

    `here` is the page of the menu that it belongs to.
    """
    environment = environment_of(".html", _FOLDER).overlay()
    environment.filters = {**environment.filters, "typed": typed, "at": at, "meaning": MEANING.get, "colour": COLOUR.get}

    def current(name: str) -> str:
        return Markup(' aria-current="page"') if name == here else ""

    me = request.app.state.context.me
    return HTMLResponse(environment.get_template(f"templates/{template}").render(me=me, current=current, **values), status)


def typed(text: str) -> Markup:
    """A text as it was typed, for a field of a form: a browser drops its first line feed."""
    return Markup("\n") + escape(text)


def at(path: str, **values: object) -> str:
    """The address of a page, with what it is asked."""
    return f"{path}?{urlencode({name: str(value) for name, value in values.items() if value not in ('', None)})}"


def is_part(request: Request) -> bool:
    """Whether a page asks for a part of itself."""
    return "hx-request" in request.headers


@cache
def look() -> str:
    """The style sheet that all pages of the tool share."""
    return environment_of(".html").from_string("{% import 'templates/style.html' as sheet %}{{ sheet.css() }}").render()


@cache
def static(name: str) -> bytes:
    """A file of the folder `static` that is named in `STATIC`."""
    return (_FOLDER / "static" / name).read_bytes()
