"""Pages from templates, and where each of them is."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from msgreview.model.finding import COLOUR
from msgreview.model.review import fact_in_words
from msgreview.report.pages import day_in_words, environment_of
from msgreview.report.preview_page.model import Preview
from msgreview.report.preview_page.page import preview_fragment, preview_script, preview_style, ticked
from msgreview.report.sitting.decisions import SittingPage
from msgreview.report.states import MEANING, sentence
from msgreview.serve.guard import PREVIEW_POLICY

_FOLDER = Path(__file__).parent
STATIC: Mapping[str, str] = {
    "htmx-2.0.11.min.js": "text/javascript",
    "htmx-LICENSE.txt": "text/plain",
    "serve.js": "text/javascript",
    "serve.css": "text/css",
    "icon.svg": "image/svg+xml",
    "look.css": "text/css",
    "preview.css": "text/css",
    "preview.js": "text/javascript",
}
"""What pages load: name → media type."""


Form = Mapping[str, str]
"""What a form sent, by the names of its fields."""
NOTHING: Form = MappingProxyType({})


def with_form(answer: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request with a form, beside other requests."""

    async def endpoint(request: Request) -> Response:
        form = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
        return await run_in_threadpool(answer, request, form)

    return endpoint


def with_preview(answer: Response) -> Response:
    """An answer that shows messages as their readers get them: their bodies bring styles and pictures along, and run nothing."""
    answer.headers["content-security-policy"] = PREVIEW_POLICY
    return answer


def page(request: Request, template: str, *, status: int = 200, here: str = "messages", **values: Any) -> HTMLResponse:
    """An answer made by a template of this package; `_` begins the name of one that is a part of a page.

    `here` is the page of the menu that it belongs to.
    """
    environment = _environment()

    def current(name: str) -> str:
        return Markup(' aria-current="page"') if name == here else ""

    me = request.app.state.context.shown_me
    return HTMLResponse(environment.get_template(f"templates/{template}").render(me=me, current=current, **values), status)


@cache
def _environment() -> Environment:
    environment = environment_of(".html", _FOLDER).overlay()
    own = {
        "typed": typed,
        "at": at,
        "meaning": MEANING.get,
        "colour": COLOUR.get,
        "day": day_in_words,
        "seen": seen_as,
        "sentence": sentence,
        "fragment": _fragment,
        "fact": fact_in_words,
        "ticked": ticked,
    }
    environment.filters = {**environment.filters, **own}
    return environment


def _fragment(preview: Preview) -> Markup:
    """How a message reads, below what the rules say of it."""
    return Markup(preview_fragment(preview, notes_first=True))


def seen_as(shown: SittingPage) -> str:
    """What names an item of the review as it is shown: a decision on it says what it is about."""
    change = shown.fact.cause.change if shown.fact else None
    return change.after if change else shown.seen


def typed(text: str) -> Markup:
    """A text as it was typed, for a field of a form: a browser drops its first line feed."""
    return Markup("\n") + escape(text)


def at(path: str, /, **values: object) -> str:
    """The address of a page, with what it is asked."""
    return f"{path}?{urlencode({name: str(value) for name, value in values.items() if value not in ('', None)})}"


def is_part(request: Request) -> bool:
    """Whether a page asks for a part of itself."""
    return "hx-request" in request.headers


def look() -> str:
    """The style sheet that all pages of the tool share."""
    return environment_of(".html").from_string("{% import 'templates/style.html' as sheet %}{{ sheet.css() }}").render()


_MADE: Mapping[str, Callable[[], str]] = {"look.css": look, "preview.css": preview_style, "preview.js": preview_script}
"""Style sheets and scripts that other parts of the tool share."""


@cache
def static(name: str) -> bytes:
    """What a page loads under a name in `STATIC`."""
    return _MADE[name]().encode() if name in _MADE else (_FOLDER / "static" / name).read_bytes()
