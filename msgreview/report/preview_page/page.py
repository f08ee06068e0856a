"""The preview of a message as HTML: a fragment for another page, or a page of its own that asks for nothing from anywhere."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from msgreview.model.finding import COLOUR
from msgreview.model.message import Message
from msgreview.report.lines import condition, one_line, safe
from msgreview.report.pages import render, source
from msgreview.report.preview_page.inert import css_text
from msgreview.report.preview_page.model import Preview, View, Words
from msgreview.report.preview_page.script import time_aloud

_FOLDER = "preview_page/templates"
_TICKED = re.compile(r"`([^`]*)`")
_WEB = re.compile(r"(?:https?://|mailto:|tel:|sms:|#)", re.IGNORECASE)
_NOTHING = "'none'"
_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; style-src-elem {styles}; style-src-attr 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
_QUOTE = 90
_LINE, _ROW = 40, 26
"""Characters of a line on a phone, and its height in pixels: what a frame is given until it can be measured."""


class _Titled(NamedTuple):
    title: str
    html: Markup


def preview_fragment(preview: Preview, name: str = "message", *, judged: bool = True, notes_first: bool = False) -> str:
    """The views of a message and what the rules say of it, for a page that has `preview_style` and runs `preview_script`.

    `name` sets its ids apart from those of other fragments; `judged`: it says so where the rules have nothing to say;
    `notes_first`: what they say stands in front of the views. Bodies with styles of their own stand in frames, which may have
    inline styles only where the page's policy lets them: `style-src 'unsafe-inline'`.
    """
    filters: dict[str, Callable[..., Any]] = {
        "frame": _frame,
        "ticked": ticked,
        "plain": _plain,
        "height": _height,
        "short": _short,
        "condition": condition,
        "colour": COLOUR.get,
        "aloud": time_aloud,
    }
    options = {"name": name, "judged": judged, "notes_first": notes_first}
    return render(f"{_FOLDER}/fragment.html", filters=filters, tests={"web": _is_web}, preview=preview, **options)


def preview_style() -> str:
    """The style sheet of fragments; it builds on that of `look.html`."""
    return source(f"{_FOLDER}/preview.css")


@cache
def preview_script() -> str:
    """The script of a page with fragments: it makes frames as high as what is in them."""
    return source(f"{_FOLDER}/frames.js")


def preview_page(previews: Sequence[Preview], fragment: Callable[[Preview, str], str] = preview_fragment) -> str:
    """A page with some messages, one below the other. Its policy lets nothing run or load but what stands in the page."""
    messages = []
    for number, each in enumerate(previews, 1):
        html = (preview_fragment if each.broken else fragment)(each, f"message-{number}")
        messages.append(_Titled(each.message.title or each.message.id, Markup(html)))
    style, script = _page_style(), preview_script()
    sheets = [style, _frame_style(), *(sheet for each in previews for view in each.views for sheet in css_text(view.tokens))]
    return render(
        f"{_FOLDER}/page.html",
        policy=_policy(sheets, [script]),
        style=Markup(style),
        script=Markup(script),
        title=messages[0].title if len(messages) == 1 else f"{len(messages)} messages",
        messages=messages,
    )


def _policy(sheets: Iterable[str], scripts: Iterable[str]) -> str:
    """What a page may do: show these style sheets and embedded pictures, run these scripts, and nothing else."""
    styles, run = (" ".join(dict.fromkeys(map(_hashed, texts))) or _NOTHING for texts in (sheets, scripts))
    return _POLICY.format(styles=styles, scripts=run)


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _page_style() -> str:
    return render(f"{_FOLDER}/style.html").strip()


@cache
def _frame_style() -> str:
    return source(f"{_FOLDER}/frame.css").strip()


def _frame(view: View, message: Message) -> str:
    """The document of a body that brings its own styles."""
    base, sheets = _frame_style(), list(css_text(view.tokens))
    return render(
        f"{_FOLDER}/frame.html",
        tests={"web": _is_web},
        view=view,
        message=message,
        base=Markup(base),
        sheets=[Markup(sheet) for sheet in sheets],
        policy=_policy([base, *sheets], []),
    )


def ticked(text: str) -> Markup:
    """A text in which what stands between backticks is code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(safe(part)) if number % 2 else escape(safe(part))
        for number, part in enumerate(_TICKED.split(text))
    )


def _plain(words: Iterable[Words]) -> str:
    return "".join(run.text for run in words)


def _short(text: str) -> str:
    return one_line(text, _QUOTE)


def _height(text: str) -> int:
    """About how many pixels a text takes on a phone."""
    return 60 + _ROW * sum(1 + len(line) // _LINE for line in text.split("\n"))


def _is_web(target: str) -> bool:
    """Whether a link leads where a mail client follows it."""
    return _WEB.match(target) is not None
