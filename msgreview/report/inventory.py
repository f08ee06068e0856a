"""What messages there are, by service, kind, channel and owner: where they come from and who answers for them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from msgreview.model.message import Message
from msgreview.report.lines import Block, Column, Grid, Line, Run, count, line, one_line, safe
from msgreview.report.summary import NO_MESSAGES


class InventoryRow(msgspec.Struct, frozen=True):
    """A message of the inventory and its path."""

    message: Message
    path: str

    def facts(self) -> dict[str, Any]:
        """The facts of the JSON contract."""
        names = ("id", "title", "kind", "channel", "service", "owner", "status", "lang")
        return {name: getattr(self.message, name) for name in names} | {"path": self.path, "reviewed": self.reviewed}

    @property
    def reviewed(self) -> date | None:
        """The day of the last review; None where there is none."""
        return self.message.review.last if self.message.review else None


def inventory_lines(listed: Sequence[InventoryRow], by: str, width: int) -> list[Block]:
    """The messages under a heading for each value of the field `by`, then how many there are of each kind and channel."""
    groups: dict[str, list[InventoryRow]] = {}
    for each in listed:
        groups.setdefault(getattr(each.message, by) or f"(no {by})", []).append(each)
    ids = max((len(each.message.id) for each in listed), default=0)
    columns = (Column("message", width=ids), Column("kind", width=9), Column("channel", width=7), Column("reviewed", width=10))
    titles = Grid((*columns, Column("title")), indent="  ")
    blocks: list[Block] = [titles, ()] if listed else []
    room = max(16, width - ids - 36)
    for name, members in sorted(groups.items()):
        blocks.append(line((safe(name), "bold"), (f"  {len(members)}", "dim")))
        blocks.append(replace(titles, rows=tuple(_row(each, room) for each in members), titled=False))
        blocks.append(())
    return [*blocks, *_counts(listed)]


def _row(each: InventoryRow, room: int) -> tuple[Run, ...]:
    message = each.message
    mark = "" if message.status == "published" else f"({message.status}) "
    title = mark + one_line(message.title, max(16, room - len(mark)))
    facts = (message.kind, message.channel, str(each.reviewed or "never"))
    return (Run(safe(message.id)), *(Run(fact, "dim") for fact in facts), Run(title, "yellow" if mark else ""))


def _counts(listed: Sequence[InventoryRow]) -> list[Line]:
    def shares(field: str) -> str:
        numbers = Counter(getattr(each.message, field) for each in listed)
        return ", ".join(f"{number} {value} ({number / len(listed):.0%})" for value, number in numbers.most_common())

    if not listed:
        return [line(NO_MESSAGES)]
    owners = count(len({each.message.owner for each in listed if each.message.owner}), "owner")
    unowned = sum(not each.message.owner for each in listed)
    unreviewed = sum(each.reviewed is None for each in listed)
    return [
        line(
            (count(len(listed), "message"), "bold"), f" of {owners}; without an owner: {unowned}; never reviewed: {unreviewed}."
        ),
        line(f"By kind: {shares('kind')}."),
        line(f"By channel: {shares('channel')}."),
    ]
