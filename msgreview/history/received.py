"""What a reader receives of a message, on every path: its words, where its links go, its pictures and their descriptions.

This is what a review approves. Two versions are the same where every path of both reads the same, by today's rendering of
both: how a template is written does not count, and no rendering of an earlier release is trusted.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

import msgspec

from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.yaml_core import core_value
from msgreview.model.config import Settings
from msgreview.model.document import Reference, Variant
from msgreview.model.message import Channel, Entry, Message


class Side(NamedTuple):
    """A message as it was or is: its texts, the messages it uses, the facts it quotes."""

    entry: Entry
    lookup: Lookup
    settings: Settings


class Received(msgspec.Struct, frozen=True):
    """What the reader receives on one path."""

    name: str
    when: str
    channel: Channel
    subject: str
    body: str
    references: tuple[Reference, ...]

    @property
    def content(self) -> tuple[object, ...]:
        """What counts: neither line breaks nor the way in which Unicode spells a letter do."""
        return (self.channel, _plain(self.subject), _plain(self.body), self.references)


def received(message: Message, variant: Variant) -> Received:
    """What the reader of a rendered variant receives."""
    from msgreview.prose.document import references, strip_markup

    return Received(
        variant.name,
        variant.when,
        message.channel,
        variant.subject.text if variant.subject else "",
        strip_markup(variant.body, message.format).text,
        tuple(references(variant.body.text, message.format)),
    )


def reads_the_same(old: Side, new: Side) -> bool:
    """Whether the reader gets the same on every path of both; False where there are more than are read."""
    olds, news, all_compared = _both(old, new)
    return all_compared and {each.content for each in olds} == {each.content for each in news}


def changed_paths(old: Side, new: Side) -> tuple[tuple[Received, Received], ...]:
    """The paths, before and now, that differ for the reader, rendered with the same samples: values are not what is compared."""
    olds, news, _ = _both(old, new)
    if {each.content for each in olds} == {each.content for each in news}:
        return ()
    return tuple((one, other) for one, other in _pairs(olds, news) if one.content != other.content)


def _both(old: Side, new: Side) -> tuple[list[Received], list[Received], bool]:
    """The paths of both sides, with the same samples, and whether these are all of them."""
    before, now = _alike(old.entry.message, new.entry.message)
    (olds, some_left), (news, more_left) = _paths(old, before), _paths(new, now)
    return olds, news, not (some_left or more_left)


def _alike(old: Message, new: Message) -> tuple[Message, Message]:
    """Both messages with the same samples, those of the new one first."""
    names = new.samples or old.samples
    some = next(iter(old.samples.values()), {})
    samples = {name: some | old.samples.get(name, {}) | new.samples.get(name, {}) for name in names}
    variables = old.variables | new.variables
    return (
        msgspec.structs.replace(old, samples=samples, variables=variables),
        msgspec.structs.replace(new, samples=samples, variables=variables),
    )


def _paths(side: Side, message: Message) -> tuple[list[Received], bool]:
    """The first paths of a message, and whether there are more."""
    from msgreview.template.variants import render_variants

    entry = msgspec.structs.replace(side.entry, message=message)
    rendered = render_variants(entry, side.lookup, side.settings)
    return [received(message, each) for each in rendered.variants], rendered.capped


def _pairs(olds: Sequence[Received], news: Sequence[Received]) -> Iterator[tuple[Received, Received]]:
    """Each path with its counterpart: the same sample or path, or else the one that shares most lines with it."""
    by_name_old, by_name_new = {each.when or each.name: each for each in olds}, {each.when or each.name: each for each in news}
    for each in news:
        yield by_name_old.get(each.when or each.name) or _nearest(each, olds), each
    for each in olds:
        if (each.when or each.name) not in by_name_new:
            yield each, _nearest(each, news)


def _nearest(path: Received, others: Sequence[Received]) -> Received:
    lines = set(path.body.splitlines())
    return max(others, key=lambda other: len(lines.intersection(other.body.splitlines())))


def _plain(text: str) -> str:
    return normalize("NFC", " ".join(text.split()))


def with_facts(settings: Settings, facts: Mapping[str, str]) -> Settings:
    """The settings with the facts, by name as in a stamp, that stood on another day."""
    policies, variables = settings.policy_values, settings.config.variables
    for name, value in facts.items():
        kind, _, path = name.rpartition(":")
        if kind:
            variables = _put(variables, path.split("."), value)
        else:
            policies = _put(policies, path.split("."), value)
    config = msgspec.structs.replace(settings.config, variables=variables)
    return msgspec.structs.replace(settings, policy_values=policies, config=config)


def _put(values: Any, keys: list[str], value: str) -> dict[str, Any]:
    inner = dict(values) if isinstance(values, Mapping) else {}
    here = inner.get(keys[0])
    return inner | {keys[0]: _put(here, keys[1:], value) if keys[1:] else _of_kind(value, here)}


def _of_kind(text: str, now: Any) -> Any:
    """The value that a stamp tells in words, of the kind that it is of now, if it may be: a template may count with it."""
    if isinstance(now, list | tuple):
        return [core_value(each) for each in text.split(", ")]
    value = core_value(text)
    is_quoted = isinstance(now, str) and core_value(now) != now
    return text if is_quoted or (isinstance(value, bool | None) and not isinstance(now, bool)) else value
