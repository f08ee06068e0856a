"""The web application: which address shows what."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from msgreview.model.errors import MsgReviewError
from msgreview.serve import catalogue_page, file_page, message_page, past_pages, review_pages
from msgreview.serve.context import ServeContext
from msgreview.serve.guard import MOST_BYTES, Door, Guard
from msgreview.serve.pages import STATIC, page, static


def application(context: ServeContext, door: Door) -> Starlette:
    """The application for a catalogue, behind a door."""
    app = Starlette(
        routes=[
            *catalogue_page.ROUTES,
            *message_page.ROUTES,
            *file_page.ROUTES,
            *past_pages.ROUTES,
            *review_pages.ROUTES,
            Route("/static/{name}", _static),
        ],
        middleware=[Middleware(Guard, door=door)],
        exception_handlers={HTTPException: _http_error, MsgReviewError: _error},
        max_body_size=MOST_BYTES,
    )
    app.state.context = context
    return app


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404)
    return Response(static(name), media_type=STATIC[name], headers={"cache-control": "max-age=3600"})


_TITLES = {404: "There is no such page", 413: "That is more than a message holds"}
_TEXTS = {
    404: "Look for the message in the catalogue: it may have another id now.",
    413: "Nothing was saved. Shorten it, and save again.",
}


def _http_error(request: Request, error: Exception) -> HTMLResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, text = _TITLES.get(status, "That did not work"), _TEXTS.get(status, "Go back, and try again.")
    return page(request, "error.html", status=status, title=title, text=text)


def _error(request: Request, error: Exception) -> HTMLResponse:
    """What is wrong with the settings or with git, in its own words."""
    return page(request, "error.html", status=500, title="This has to be mended first", text=str(error))
