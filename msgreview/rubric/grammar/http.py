"""Requests JSON from a server: no redirects, a time limit for the answer as a whole, and a limit to its size."""

import json
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

_MOST = 32 << 20
"""Bytes of an answer; that for a long text full of mistakes has one."""


class NoAnswerError(Exception):
    """A server gave no usable answer; the text says why, as the end of a sentence."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Refuses: texts go to the address in the settings and to no other."""


def request_json(url: str, timeout: float, fields: dict[str, str] | None = None) -> Any:
    """The parsed answer of the server at `url`; `fields` are posted as a form. `timeout` in seconds. Raises NoAnswerError."""
    data = urlencode(fields).encode() if fields is not None else None
    try:
        with _opener(url).open(Request(url, data), timeout=timeout) as answer:
            return json.loads(_read_all(answer, monotonic() + timeout))
    except HTTPError as error:
        error.close()
        where = error.headers.get("Location")
        raise NoAnswerError(f"it answered {error.code} {error.reason}" + (f" and points to {where}" if where else "")) from None
    except (ValueError, RecursionError):
        raise NoAnswerError("it does not answer as LanguageTool does") from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise NoAnswerError(f"it did not answer within {timeout:g} seconds") from None
        raise NoAnswerError(getattr(reason, "strerror", None) or str(reason) or type(reason).__name__) from None


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _opener(url: str) -> OpenerDirector:
    """An opener that uses proxies for other machines only."""
    return build_opener(_NoRedirects, *([ProxyHandler({})] if is_loopback(url) else []))


def _read_all(answer: HTTPResponse, until: float) -> bytes:
    """The body of an answer. TimeoutError after `until`, by `monotonic`, even where bytes still come one by one."""
    pieces, size = [], 0
    while piece := answer.read1(65536):
        pieces.append(piece)
        size += len(piece)
        if size > _MOST:
            raise ValueError("too much")
        if monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)
