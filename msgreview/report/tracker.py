"""What is due as Markdown: a table for a page, and the body of an issue for a tracker, with a box to tick for each message."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgreview.report.due import DueMessage, ending
from msgreview.report.lines import safe
from msgreview.report.states import MEANING
from msgreview.report.summary import count

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")
_MOST = 60_000
"""Characters of an issue's body; GitHub takes 65,536."""


def table(messages: Sequence[DueMessage], within: str) -> str:
    """A Markdown table with a row a message."""
    head = ("| message | state | due | owner | may read it | why |", "| --- | --- | --- | --- | --- | --- |")
    rows = (
        f"| {_code(each.id)} {text(each.title)} | {each.asks} | {each.due or ''} | {text(each.owner)} |"
        f" {text(', '.join(each.readers))} | {text(' '.join(each.reasons))} |"
        for each in messages
    )
    return "\n".join([*(head if messages else ()), *rows, *(("",) if messages else ()), _ended(messages, within)]) + "\n"


def issue(messages: Sequence[DueMessage], within: str, today: date) -> str:
    """The body of an issue: the messages by service, each with a box, and how to review one. A long list ends with a count."""
    if not messages:
        return _ended(messages, within) + "\n"
    told = f"On {today}, {count(len(messages), 'message')} {'waits' if len(messages) == 1 else 'wait'} for somebody"
    parts = [
        f"{told}, or will within {within}. Tick a message when its review is recorded.",
        "",
        "```console",
        "$ msgreview review show ID      # what the customer reads, and what has changed",
        "$ msgreview review keep ID      # or: review edit ID, review retire ID",
        "```",
    ]
    room = _MOST - sum(map(len, parts))
    lines = list(_by_service(messages))
    for number, each in enumerate(lines):
        room -= len(each) + 1
        if room < 0:
            left = sum(later.startswith("- [ ]") for later in lines[number:])
            return "\n".join([*parts, *lines[:number], "", f"{left} more: `msgreview review due` lists them."]) + "\n"
    return "\n".join([*parts, *lines]) + "\n"


def _by_service(messages: Iterable[DueMessage]) -> Iterator[str]:
    services: dict[str, list[DueMessage]] = {}
    for each in messages:
        services.setdefault(each.service, []).append(each)
    for name, members in sorted(services.items(), key=lambda each: (not each[0], each[0])):
        yield from ("", f"## {text(name) or 'Without a service'}", "")
        for each in members:
            who = f" ({text(', '.join(each.readers))})" if each.readers else ""
            told = " ".join(each.reasons) if each.asks not in ("soon", "current") else f"Due on {each.due}."
            yield f"- [ ] {_code(each.id)} {text(each.title)}: **{each.asks}**, {MEANING[each.asks]}. {text(told)}{who}"


def _ended(messages: Sequence[DueMessage], within: str) -> str:
    return ending(messages, within) if not messages else f"{count(len(messages), 'message')}."


def text(words: str) -> str:
    """Words that Markdown shows as they are, on one line; nobody is called by an @ in them."""
    return _MENTION.sub("@\u200b", _MARKUP.sub(r"\\\1", safe(" ".join(words.split()))))


def _code(words: str) -> str:
    return f"`{safe(words).replace('`', '')}`"
