"""Who answers for a message and who reviews it, who of them is still here, and whether two of them look like one."""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

import msgspec

from msgreview.model.config import Config
from msgreview.model.message import Message
from msgreview.model.review import Person

_NOREPLY = re.compile(r"\bnoreply\b|\bno-reply\b")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\||[/\"“”'’]")
"""What stands in a name and is no part of it, as in `Ruth Ray (Library)`."""
_MAIL = re.compile(r"[^\s<>()\[\]\\,;:@\"\x00-\x20\x7f-\x9f]+@[^\s<>()\[\]\\,;:@\"\x00-\x20\x7f-\x9f]+")
_NUMBER = re.compile(r"^\d{1,20}[+-]")


def owner_of(message: Message, config: Config) -> str:
    """Who answers for a message: itself says it, or its service does; "" where neither does."""
    service = config.services.get(message.service)
    return message.owner or (service.owner if service else "")


def reviewers_of(message: Message, config: Config) -> tuple[str, ...]:
    """Who reviews the messages of its service."""
    service = config.services.get(message.service)
    return service.reviewers if service else ()


def is_outsider(who: Person, message: Message, config: Config) -> bool:
    """Whether somebody is none of the reviewers of a message; nobody is where its service names none."""
    reviewers = [Person.of(each) for each in reviewers_of(message, config)]
    return bool(reviewers) and not any(map(who.is_same, reviewers))


def still_here(people: Iterable[str], config: Config) -> tuple[str, ...]:
    """Those of some people who have not left."""
    gone = {who.casefold() for who in config.review.gone}
    return tuple(who for who in people if (Person.of(who).email or who).casefold() not in gone)


def is_meant(text: str, who: str) -> bool:
    """Whether a text means somebody (`Jo Doe <jo@library.example>`, or an address): by the whole address or the whole name."""
    person = Person.of(who)
    named = Person.of(text.strip())
    return (named.email or named.name).casefold() in {each.casefold() for each in (who, person.email, person.name) if each}


def is_program(who: Person) -> bool:
    """Whether somebody is no person, as platforms name their programs: `github-actions[bot]`."""
    return who.name.endswith("[bot]")


def is_address(mail: str) -> bool:
    """Whether a text is a mail address and nothing else."""
    return _MAIL.fullmatch(mail) is not None


def addressee(text: str, people: Iterable[str]) -> str | None:
    """Whom a text means: one of some people, by address, by name or by what stands before the "@"; or whose address it is.

    None where it is no address, and means nobody, or several.
    """
    text = text.strip()
    meant = {
        Person.of(who).email.casefold(): who
        for who in people
        if is_meant(text, who) or text.casefold() == Person.of(who).email.partition("@")[0].casefold()
    }
    if len(meant) == 1:
        return next(iter(meant.values()))
    return text if is_address(Person.of(text).email) else None


def looks_like(one: Person, other: Person) -> bool:
    """Whether two may well be one person: the same one, one name with two addresses, or an address made of the other's name."""
    if one.is_same(other):
        return True
    first, second = _names(one), _names(other)
    return (
        not first.sure.isdisjoint(second.sure | second.likely)
        or not second.sure.isdisjoint(first.likely)
        or _is_short_for(*sorted((first.words, second.words), key=len))
    )


class _Names(msgspec.Struct, frozen=True):
    """What somebody may go by: names that are theirs, those that an address or custom only suggests, the words of their name."""

    sure: frozenset[str]
    likely: frozenset[str]
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def _names(who: Person) -> _Names:
    words = tuple(filter(None, map(_plain, re.split(r"[\s,.‐-]+", _ASIDE.sub(" ", who.name[:200])))))
    local, _, domain = who.email[:200].casefold().partition("@")
    login = _plain(_NUMBER.sub("", local).partition("+")[0])
    sure, likely = {"".join(words), "".join(sorted(words)), f"{login}@{domain}" if domain else ""}, {login}
    if len(words) > 1:
        first, last = words[0], words[-1]
        likely |= {first[0] + last, first + last[0], last + first[0]}  # What logins are made of.
    if _NOREPLY.search(domain) or not words:
        sure, likely = sure | likely, set()
    return _Names(frozenset(sure - {""}), frozenset(likely - {""}), words)


def _is_short_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one name is another one with words left out or cut to their first letter: `Ruth` or `R. Ray`, `Ruth Mary Ray`.

    A last name may have got another beside it: `Ruth Ray`, `Ruth Ray-Moss`.
    """
    if len(short) == 1:
        return short[0] == long[0]
    if short and short == long[: len(short)]:
        return True
    if not short or len(short) > len(long) or short[-1] != long[-1]:
        return False
    rest = iter(long[:-1])
    return all(any(word == each or (1 in (len(word), len(each)) and word[0] == each[0]) for each in rest) for word in short[:-1])


def _plain(text: str) -> str:
    """Letters and digits alone, without accents, in lower case."""
    return "".join(filter(str.isalnum, normalize("NFKD", text))).casefold()


def mailmap_line(one: Person, other: Person) -> str:
    """The line of `.mailmap` that makes two addresses one person's: a real one first, without a `+`, that of the fuller name."""

    def spelled(name: str) -> tuple[bool, int]:
        return "," not in name, len(name.split())

    def rank(who: Person) -> tuple[bool, bool, tuple[bool, int]]:
        return not _NOREPLY.search(who.email.casefold()), "+" not in who.email, spelled(who.name)

    alias, proper = sorted((other, one), key=rank)
    name = max(proper.name, alias.name, key=spelled)
    return f"{name} <{proper.email}> <{alias.email}>"


def one_person(one: Person, other: Person) -> str:
    """What to do about two that look like one person."""
    if not (one.email and other.email):
        return f"They look like one person. If they are, give the name in full: “{one if one.email else other}”"
    return (
        f"They look like one person. If they are, add this line to .mailmap: “{mailmap_line(one, other)}”; "
        "if they are two, let it give one of them a fuller name"
    )
