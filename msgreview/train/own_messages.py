"""A team's messages as what exercises are made from: what was made better in them first, then what there is now."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from msgreview.catalogue.index import Catalogue, references
from msgreview.catalogue.locate import Lookup
from msgreview.catalogue.votes import load_votes
from msgreview.history.contents import Versions
from msgreview.model.config import Settings
from msgreview.model.message import Entry
from msgreview.prose.document import strip_markup
from msgreview.report.past import Past
from msgreview.report.preview import with_invented
from msgreview.template.variants import render_variants
from msgreview.train.harvest import Own


def made_better(past: Past, lookup: Lookup, settings: Settings) -> Iterator[Own]:
    """Each message before and after each change of its words, the latest first."""
    versions = Versions(past.repository)
    changes = [
        pair
        for timeline in past.history.timelines.values()
        for pair in pairwise(each for each in timeline.changes if each.writes and each.blob)
    ]
    for before, after in sorted(changes, key=lambda pair: (pair[1].commit.when, pair[1].id), reverse=True):
        old, new = versions.entry(before.blob, before.id), versions.entry(after.blob, after.id)
        if old and new and (text := _text(old, lookup, settings)) and (later := _text(new, lookup, settings)) and text != later:
            yield _own(new, text)._replace(after=later)


def as_they_are(ids: Iterable[str], catalogue: Catalogue, settings: Settings) -> Iterator[Own]:
    """The published messages that are no parts of others, by id."""
    entries = [entry for id_ in sorted(ids) if (entry := catalogue.entry(id_))]
    parts = {used for entry in entries for used in references(entry.message)}
    for entry in entries:
        whole = entry.message.status == "published" and entry.message.id not in parts
        if whole and (text := _text(entry, catalogue.entry, settings)):
            yield _own(entry, text)


def spared(messages: Iterator[Own], lookup: Lookup, settings: Settings) -> Iterator[Own]:
    """The same messages, each with the rules whose findings in it are waived or disputed."""
    votes = load_votes(Path(settings.root)).votes
    for own in messages:
        entry = lookup(own.id)
        waived = [waiver.rule for waiver in entry.message.waivers] if entry else []
        yield own._replace(spared=frozenset([*waived, *(vote.rule for vote in votes if vote.message == own.id)]))


def _own(entry: Entry, text: str) -> Own:
    return Own(entry.message.id, entry.message.channel, text)


def _text(entry: Entry, lookup: Lookup, settings: Settings) -> str:
    """A message as a reader gets it, with its first sample; "" where it cannot be read."""
    variants, _ = with_invented(render_variants(entry, lookup, settings).variants[:1])
    return strip_markup(variants[0].body, entry.message.format).text.strip() if variants else ""
