"""The review: what waits, and for each of it what is to be seen and a decision, which is one commit."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from msgreview.history.commit import ReviewError
from msgreview.history.context import ReviewContext
from msgreview.history.git import GitError
from msgreview.model.review import Person
from msgreview.report.due.messages import DueMessage, due_messages, is_meant_for
from msgreview.report.sitting.decisions import DECISION, Choice, decide, owner, page_now
from msgreview.report.sitting.minutes import DONE
from msgreview.report.sitting.queue import Item, chosen, sitting_items
from msgreview.report.sitting.session import Did
from msgreview.serve.context import Made, ServeContext
from msgreview.serve.pages import NOTHING, Form, at, page, seen_as, with_form, with_preview


class Wanted(NamedTuple):
    """Which part of the queue; "" for all of it."""

    service: str = ""
    mine: str = ""


class Queue(NamedTuple):
    """What waits, in order, and the services that it is of."""

    items: tuple[Item, ...]
    services: tuple[str, ...]


def _wanted(values: Form) -> Wanted:
    return Wanted(*(values.get(name, "") for name in Wanted._fields))


def _queue(context: ServeContext, review: ReviewContext, wanted: Wanted) -> Queue:
    due = due_messages(review, review.settings.config.review.warn)
    reader = Person.of(context.me).email if wanted.mine else ""
    items = sitting_items(review, (each for each in due if is_meant_for(each, wanted.service, "", reader)))
    return Queue(items, tuple(sorted({each.service for each in due if each.service})))


def _list(request: Request) -> Response:
    context: ServeContext = request.app.state.context
    snapshot = context.live.now()
    review, wanted = snapshot.review, _wanted(request.query_params)
    queue = _queue(context, review, wanted)
    return page(
        request,
        "queue.html",
        here="review",
        queue=queue,
        wanted=wanted,
        notes=review.notes,
        number=snapshot.number,
        made=context.made(request.query_params.get("made", "")),
    )


def _item(request: Request) -> Response:
    return _page(request, request.query_params.get("id", ""), _wanted(request.query_params))


def _page(request: Request, id_: str, wanted: Wanted, *, problem: str = "", form: Form = NOTHING, status: int = 200) -> Response:
    """The page of an item; with what was typed, where a decision could not be recorded because of a problem."""
    context: ServeContext = request.app.state.context
    snapshot = context.live.now()
    review = snapshot.review
    items = _queue(context, review, wanted).items
    shown = page_now(review, _item_of(review, items, id_), context.me)
    place = next((number for number, each in enumerate(items) if each.id == id_), None)
    readable = shown.message is not None
    answer = page(
        request,
        "item.html",
        here="review",
        status=status,
        shown=shown,
        item=shown.item,
        wanted=wanted,
        place=place,
        total=len(items),
        next=_next(items, id_),
        problem=problem,
        form=form,
        to=owner(review, id_) if readable else "",
        made=context.made(request.query_params.get("made", "")),
        reading=context.reading(snapshot, id_) if readable else None,
        unread="" if readable else snapshot.unread_file(id_),
    )
    return with_preview(answer)


def _item_of(review: ReviewContext, items: Iterable[Item], id_: str) -> Item:
    """An item of the queue, or of any message that somebody wants to review."""
    item = next((each for each in items if each.id == id_), None)
    if item is None and id_ in review.states:
        due: list[DueMessage] = list(chosen(review, [id_]))
        item = next(iter(sitting_items(review, due)), None)
    if item is None:
        raise HTTPException(404)
    return item


def _next(items: tuple[Item, ...], id_: str) -> str:
    """The item after another one; "" where there is none."""
    ids = [each.id for each in items]
    after = ids[ids.index(id_) + 1 :] if id_ in ids else ids
    return next((each for each in (*after, *ids) if each != id_), "")


def _decide(request: Request, form: Form) -> Response:
    """Records a decision, and goes on to the next item."""
    context: ServeContext = request.app.state.context
    snapshot = context.live.now(again=True)
    review, wanted, id_ = snapshot.review, _wanted(form), form.get("id", "")
    did: Did | None = next((name for name in DECISION if name == form.get("did")), None)
    if did is None:
        raise HTTPException(400)
    items = _queue(context, review, wanted).items
    why = " ".join(form.get("why", "").split())
    if did in ("recommend", "refuse") and not why:
        return _page(request, id_, wanted, problem="Say what is to be changed, or why not.", form=form, status=422)
    try:
        shown = page_now(review, _item_of(review, items, id_), context.me)
        if seen_as(shown) != form.get("seen"):
            raise ReviewError("It has changed since you saw it. Look at it again: this is how it is now.")
        to = form.get("to", "").strip() if did == "recommend" else ""
        taken = decide(review, shown, Choice(did, why, to), context.me, datetime.now(UTC))
    except (ReviewError, GitError) as error:
        context.live.now(again=True)
        return _page(request, id_, wanted, problem=str(error), form=form, status=409)
    context.live.now(again=True)
    done = DONE[did]
    context.remember(Made(f"{DECISION[did]} {id_}", f"{done[:1].upper()}{done[1:]}: {shown.item.name}", id_, taken.commit))
    after = _next(items, id_)
    return RedirectResponse(at("/review/item" if after else "/review", id=after, **wanted._asdict(), made=taken.commit), 303)


ROUTES = [
    Route("/review", _list),
    Route("/review/item", _item),
    Route("/review/decide", with_form(_decide), methods=["POST"]),
]
