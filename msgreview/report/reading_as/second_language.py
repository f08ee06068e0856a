"""A message for somebody who reads in a language not their own: the words that few learners know, and those that mislead.

Rare are, in English, words that are neither on the list of 3,000 familiar words by Dale and Chall that textstat brings nor among
the everyday words of offices and libraries in `english.yaml`; in Spanish, those not among the 20,000 most frequent that textstat
brings. Idioms and phrasal verbs are those of `english.yaml`. Of other languages nothing is known.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgreview.catalogue.yaml_tree import load_table
from msgreview.language import primary
from msgreview.model.message import Message
from msgreview.report.preview_page.model import Preview, View, Words
from msgreview.report.reading_as.passages import Passage, Piece
from msgreview.rubric.readability import textstat

_FILE = Path(__file__).with_name("english.yaml")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|\b\S+\.(?:example|org|com|net|edu|uk|de|es)\b")
_BETWEEN = (
    r"(?:\s+(?!(?:and|are|be|been|but|can|could|for|from|had|has|have|if|in|is|of|on|or|that|to|was|were|when|which|will|with|would)\b)"
    r"[\w'’]+){0,3}?"
)
_APART = frozenset(("away", "back", "down", "off", "out", "over", "through", "up"))
"""Particles that words may stand before: "pick it up"."""
_APART_ON = frozenset((verb, "on") for verb in ("pass", "switch", "try", "turn"))
_SHORTEST = 4
"""Letters of a word that may be rare."""
_ENDINGS = (
    ("'s", ""), ("’s", ""), ("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ied", "y"), ("ing", ""), ("ing", "e"),
    ("er", ""), ("er", "e"), ("r", ""), ("est", ""), ("st", ""), ("ly", ""), ("ily", "y"), ("n't", ""), ("n’t", ""), ("'ll", ""),
    ("ness", ""), ("ful", ""), ("less", ""), ("able", ""), ("able", "e"), ("al", ""), ("ment", ""), ("y", ""), ("ier", "y"),
    ("'re", ""), ("'ve", ""), ("'d", ""), ("’ll", ""), ("’re", ""), ("’ve", ""), ("’d", ""),
)  # fmt: skip


class _HardWords(NamedTuple):
    """Words of a text that few learners know, and plainer ones; "" where none are given."""

    start: int
    end: int
    kind: str
    plainer: str


def passages(view: View, preview: Preview) -> tuple[Passage, ...]:
    """The subject and the body with what is hard in them; the remark of a piece has plainer words, where there are any."""
    made = [
        Passage(tuple(_pieces(words, preview)), what) for what, words in (("Subject", view.subject), ("", view.words)) if words
    ]
    return tuple(made)


def covers(lang: str) -> str:
    """What is looked for in a language, in words; "" where nothing is."""
    return {"en": "rare words, idioms and phrasal verbs", "es": "rare words"}.get(primary(lang), "")


def not_covered(lang: str) -> str:
    """That nothing is looked for in a language, and in which something is."""
    return (
        f"There is no list of words for the language '{lang}': nothing is marked. In English rare words, idioms and phrasal "
        "verbs are, in Spanish rare words."
    )


def _pieces(runs: Iterable[Words], preview: Preview) -> Iterator[Piece]:
    runs = tuple(runs)
    text = "".join(run.text for run in runs)
    own = "".join("\0" * len(run.text) if run.look.value else run.text for run in runs)
    at = 0
    values = _value_words(preview.message)
    for each in _hard(_ADDRESS.sub(lambda match: "\0" * len(match[0]), own), preview):
        if each.kind == "rare word" and text[each.start : each.end].lower() in values:
            continue
        if at < each.start:
            yield Piece(text[at : each.start])
        yield Piece(text[each.start : each.end], each.plainer, each.kind)
        at = each.end
    if at < len(text):
        yield Piece(text[at:])


def _value_words(message: Message) -> frozenset[str]:
    """The words of samples that no template has: an expression may have joined them with the author's."""
    written = (message.subject, message.body, *(part.text or "" for part in message.parts))
    return frozenset(_words(message.samples.values())) - frozenset(_words(written))


def _words(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield from (match[0].lower() for match in _WORD.finditer(value))
        elif isinstance(value, dict | list):
            yield from _words(value.values() if isinstance(value, dict) else value)


def _hard(text: str, preview: Preview) -> Iterator[_HardWords]:
    """What is hard in a text, in order and apart: an idiom before a phrasal verb before a rare word in the same place."""
    lang = primary(preview.message.lang)
    phrases = [*_phrases(text)] if lang == "en" else []
    end = 0
    for each in sorted((*phrases, *_rare(text, lang)), key=lambda each: (each.start, each.kind == "rare word", -each.end)):
        if each.start >= end:
            yield each
            end = each.end


def _phrases(text: str) -> Iterator[_HardWords]:
    for kind, patterns in _patterns().items():
        for pattern, plainer in patterns:
            yield from (_HardWords(*match.span(), kind, plainer) for match in pattern.finditer(text))


def _rare(text: str, lang: str) -> Iterator[_HardWords]:
    if not covers(lang):
        return
    for match in _WORD.finditer(text):
        word = match[0]
        starts = not text[: match.start()].rstrip(" \"'“‘(*_-•") or text[: match.start()].rstrip(" \"'“‘(*_-•")[-1] in ".!?:\n\0"
        is_name = word[0].isupper() and (not starts or not word[1:].islower())
        if len(word) >= _SHORTEST and not is_name and not _is_familiar(word.lower(), lang):
            yield _HardWords(*match.span(), "rare word", "")


@cache
def _is_familiar(word: str, lang: str) -> bool:
    words = _familiar(lang)
    if word in words or lang != "en":
        return word in words
    if (american := word.replace("our", "or").removesuffix("tre") + "ter" * word.endswith("tre")) != word:
        return _is_familiar(american, lang)
    stems = {word.removesuffix(ending) + instead for ending, instead in _ENDINGS if word.endswith(ending)}
    stems |= {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}  # "planned"
    stems |= {
        stem.removesuffix(ending) + instead for stem in tuple(stems) for ending, instead in _ENDINGS if stem.endswith(ending)
    }
    stems |= {word[len(prefix) :] for prefix in ("un", "re", "mis") if word.startswith(prefix)}
    return not words.isdisjoint(stems) or any(word[:cut] in words and word[cut:] in words for cut in range(3, len(word) - 2))


@cache
def _familiar(lang: str) -> frozenset[str]:
    """The words of a language that learners know early."""
    listed = frozenset(word.strip().lower() for word in _textstat_words(lang))
    return listed | frozenset(_table()["familiar"].split()) | _irregular() if lang == "en" else listed


def _textstat_words(lang: str) -> Iterable[str]:
    import textstat as package

    textstat()  # It warns while it is imported.
    file = Path(package.__file__).parent / "resources" / lang / "easy_words.txt"
    return file.read_text("utf-8").splitlines()


@cache
def _table() -> dict[str, Any]:
    return load_table(_FILE)  # type: ignore[no-any-return]


def _irregular() -> frozenset[str]:
    return frozenset(word for forms in _table()["irregular"].values() for word in forms.split())


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """Kind → the pattern of each phrase, and plainer words."""
    verbs = ((_verb(phrase), plainer) for phrase, plainer in _table()["phrasal-verbs"].items())
    idioms = ((_idiom(phrase), plainer) for phrase, plainer in _table()["idioms"].items())
    return {"idiom": tuple(idioms), "phrasal verb": tuple(verbs)}


def _idiom(phrase: str) -> re.Pattern[str]:
    first, *rest = phrase.split(" ")
    words = r"\s+".join([rf"(?:{'|'.join(_forms(first))})", *map(re.escape, rest)])
    return re.compile(rf"\b{words}\b", re.IGNORECASE)


def _verb(phrase: str) -> re.Pattern[str]:
    """A verb in all its forms and its particle, up to three words apart: "pick it up"."""
    verb, *particles = phrase.split(" ")
    rest = r"\s+".join(map(re.escape, particles))
    between = _BETWEEN if particles[-1] in _APART or (verb, *particles) in _APART_ON else ""
    return re.compile(rf"\b(?:{'|'.join(_forms(verb))})\b{between}\s+{rest}\b", re.IGNORECASE)


def _forms(verb: str) -> list[str]:
    """A verb in its forms; more than there are do no harm."""
    irregular = _table()["irregular"].get(verb, "").split()
    ending = verb.removesuffix("e")
    doubled = verb + verb[-1]
    regular = [verb, verb + "s", verb + "es", ending + "ed", ending + "ing", doubled + "ed", doubled + "ing"]
    return [*dict.fromkeys((*regular, verb[:-1] + "ies", verb[:-1] + "ied", *irregular))]
