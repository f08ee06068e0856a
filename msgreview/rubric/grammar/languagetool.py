"""LanguageTool, on a server (PyPI: language-tool-python). It reads the languages that the server has.

Its categories are mapped to ours; those of style, redundancy, plain English, typographic quotes, gender and regional
wording are turned off, since the rubrics judge those. Texts go to the server's address only: language-tool-python would
follow redirects, wait five minutes, and fetch LanguageTool itself where it has none, so its way to the server is replaced.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urljoin

import language_tool_python
from language_tool_python.exceptions import LanguageToolError
from language_tool_python.match import Match

from msgreview.model.config import GrammarConfig
from msgreview.model.errors import EngineError
from msgreview.rubric.grammar.engine import Category, Slip, region
from msgreview.rubric.grammar.http import NoAnswerError, is_loopback, request_json

_CATEGORIES: dict[str, Category] = {
    "TYPOS": "wording",
    "COMPOUNDING": "spelling",
    "CONFUSED_WORDS": "wording",
    "COLLOCATIONS": "wording",
    "NONSTANDARD_PHRASES": "wording",
    "FALSE_FRIENDS": "wording",
    "SEMANTICS": "wording",
    "GRAMMAR": "grammar",
    "MISC": "grammar",
    "PUNCTUATION": "punctuation",
    "CASING": "capitals",
    "TYPOGRAPHY": "typography",
}
"""Its categories and ours; what is in no category of these is left out."""

_WORDS: tuple[tuple[str, Category], ...] = (
    ("MORFOLOGIK", "spelling"),
    ("HUNSPELL", "spelling"),
    ("SPELLER", "spelling"),
    ("COMPOUNDS", "spelling"),
    ("HYPHEN", "punctuation"),
    ("I_LOWERCASE", "capitals"),
    ("A_VS_AN", "article"),
    ("WORD_REPEAT", "repetition"),
    ("AGREEMENT", "agreement"),
    ("NON3PRS", "agreement"),
    ("HE_VERB_AGR", "agreement"),
    ("THERE_S_MANY", "agreement"),
    ("IS_THERE_ANY", "agreement"),
    ("ONE_PLURAL", "agreement"),
    ("WHITESPACE", "typography"),
)
"""Words in the names of its rules that say more than the category."""

_OFF = frozenset(
    (
        *("EN_QUOTES", "DASH_RULE", "ELLIPSIS", "MULTIPLICATION_SIGN", "WHITESPACE_RULE", "CONSECUTIVE_SPACES"),
        *("EN_UNPAIRED_QUOTES", "EN_UNPAIRED_BRACKETS", "UNPAIRED_BRACKETS", "COMMA_COMPOUND_SENTENCE", "DATE_NEW_YEAR"),
        *("COMMA_COMPOUND_SENTENCE_2", "HYPHEN_TO_EN", "PICK_UP_COMPOUND", "APOSTROPHE_IN_DAYS", "TYPOGRAPHIC_APOSTROPHE"),
    )
)
"""Rules that need the quotes, dashes and blocks as they were typed, or that are matters of taste."""

_OFF_CATEGORIES = frozenset(
    (
        *("STYLE", "REDUNDANCY", "PLAIN_ENGLISH", "REPETITIONS", "REPETITIONS_STYLE", "CREATIVE_WRITING", "GENDER_NEUTRALITY"),
        *("AMERICAN_ENGLISH_STYLE", "BRITISH_ENGLISH", "AMERICAN_ENGLISH", "TEXT_ANALYSIS", "ACADEMIC_WRITING", "WIKIPEDIA"),
    )
)

LOADING = 60
"""Seconds that the first text in a language may take, in which the server loads the language. Later ones have their timeout."""

_USUAL = {"de": "de-DE", "pt": "pt-PT", "ca": "ca-ES"}
"""Languages that LanguageTool reads for spelling only with a region, and the region meant without one."""


class LanguageTool:
    """The engine, for a server that is running at `url`. EngineError where it does not answer as one."""

    def __init__(self, wanted: GrammarConfig) -> None:
        self._address = base(wanted.url)
        self._english = wanted.english
        self._timeout = wanted.timeout
        self._clients: dict[str, _Client] = {}
        self.key = f"languagetool {self._version()} {wanted.english}"

    def supports(self, lang: str) -> bool:
        """Those of the server's languages."""
        return self._tag(lang) is not None

    def check(self, text: str, lang: str) -> list[Slip]:
        """The slips in a text."""
        tag = self._tag(lang)
        if tag is None or not text.strip():
            return []
        with self._answering():
            slips = [_slip(match, text) for match in self._client(tag).check(text) if _category(match)]
        return sorted(slips, key=lambda slip: (slip.start, slip.end))

    def _version(self) -> str:
        """Of the software on the server, down to the build."""
        with self._answering():
            software = request_json(urljoin(self._address, "v2/info"), self._timeout)["software"]
            return f"{software['name']} {software['version']} {software.get('buildDate', '')}"

    @cached_property
    def _languages(self) -> dict[str, str]:
        """The server's languages by their tags in small letters."""
        with self._answering():
            languages = request_json(urljoin(self._address, "v2/languages"), self._timeout)
            return {tag.lower(): tag for each in languages for tag in (each["code"], each["longCode"])}

    def _tag(self, lang: str) -> str | None:
        """The server's tag for a language: with its region, or without where it has none for it."""
        tag = region(lang, self._english).lower()
        bare = tag.partition("-")[0]
        return next(
            (self._languages[each] for each in (_USUAL.get(tag, tag).lower(), tag, bare) if each in self._languages), None
        )

    def _client(self, tag: str) -> "_Client":
        client = self._clients.get(tag)
        if client is None:
            client = self._clients[tag] = _Client(tag, self._address, self._timeout)
            client.disabled_rules = set(_OFF)
            client.disabled_categories = set(_OFF_CATEGORIES)
        return client

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Makes any failure of the server within an EngineError."""
        try:
            yield
        except NoAnswerError as error:
            why = str(error)
        except (LanguageToolError, LookupError, TypeError, ValueError, AttributeError):
            why = "it does not answer as LanguageTool does"
        else:
            return
        there = "Is it running?" if is_loopback(self._address) else "Is the address right?"
        raise EngineError(
            f"LanguageTool at {self._address} cannot be used ({why}), so grammar and spelling are not read. {there}"
        )


class _Client(language_tool_python.LanguageTool):
    """Their client, with our way to the server."""

    def __init__(self, tag: str, address: str, timeout: int) -> None:
        self._seconds = timeout
        self._loaded = False
        super().__init__(tag, remote_server=address)

    def _query_server(
        self, url: str, params: dict[str, str] | None = None, num_tries: int = 2, method: Literal["get", "post"] = "get"
    ) -> Any:
        if method == "get":
            return request_json(url, self._seconds)
        answer = request_json(url, self._seconds if self._loaded else max(self._seconds, LOADING), params)
        self._loaded = True
        return answer


def base(url: str) -> str:
    """The address below which a server's `v2/` is, whichever of its own the settings name."""
    return url.removesuffix("/").removesuffix("/check").removesuffix("/v2") + "/"


def _category(match: Match) -> Category | None:
    kind = _CATEGORIES.get(match.category)
    return next((ours for words, ours in _WORDS if words in match.rule_id), kind) if kind else None


def _slip(match: Match, text: str) -> Slip:
    category = _category(match)
    if category is None or not 0 <= match.offset <= len(text):
        raise ValueError(match.rule_id)
    end = _end(text, match.offset, match.error_length)
    return Slip(match.offset, end, category, match.message, tuple(match.replacements[:5]))


def _end(text: str, start: int, units: int) -> int:
    """Where `units` of UTF-16, in which LanguageTool counts, from `start` end: an emoji is two of them."""
    end = start
    while units > 0 and end < len(text):
        units -= 2 if ord(text[end]) > 0xFFFF else 1
        end += 1
    return end
