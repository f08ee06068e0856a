"""What the shell completes after a key: ids, rules, services, colours, formats. It answers at once, and never complains."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, get_args

from msgreview.model.config import Settings
from msgreview.model.errors import MsgReviewError
from msgreview.model.message import Channel, MessageKind

if TYPE_CHECKING:
    from msgreview.rubric.ruleset import RuleSet

Completion = Callable[[str], list[str]]
"""What is typed so far → what it may become."""

_ID = rb"(?m)^[ \t]*(?:-[ \t{]*)?id:[ \t]*([\"']?)([\w./:-]+)\1"
_SERVICE = rb"(?m)^[ \t]*service:[ \t]*([\"']?)([^\r\n#\"']+?)\1[ \t]*(?:#.*)?\r?$"
_LISTS = re.compile(rb"^messages:", re.MULTILINE)


def _completing(words: Callable[[], Iterable[str]]) -> Completion:
    """The completion from all words that there are; nothing where they cannot be had."""

    def complete(incomplete: str) -> list[str]:
        try:
            return sorted({word for word in words() if word.startswith(incomplete)})
        except (MsgReviewError, OSError):
            return []

    return complete


def _settings() -> Settings:
    from msgreview.cli.context import open_settings

    return open_settings(None, None, None)


def _contents() -> Iterator[bytes]:
    """The bytes of each message file. They are searched and not parsed: a catalogue of thousands has to be told at once."""
    from msgreview.cli.context import catalogue_files

    for file in catalogue_files(_settings()):
        yield file.path.read_bytes()


def _ids() -> Iterator[str]:
    from msgreview.catalogue.load import load_bytes

    for data in _contents():
        match = re.search(_ID, data)
        if match and not _LISTS.search(data):
            yield match[2].decode()
        elif match:
            yield from (entry.message.id for entry in load_bytes(data, "").entries)


def _services() -> Iterator[str]:
    yield from _settings().config.services
    yield from (each[2].decode() for data in _contents() for each in re.finditer(_SERVICE, data))


def _rules() -> "RuleSet":
    from msgreview.rubric.load import catalogue_rules

    return catalogue_rules(_settings())


def _rule_names() -> Iterator[str]:
    rules = _rules()
    yield from chain(rules.all_rules, (rubric.name for rubric in rules.rubrics))


def _formats() -> Iterator[str]:
    from msgreview.report.formats import FORMATS

    yield from FORMATS


message_ids = _completing(_ids)
services = _completing(_services)
rule_ids = _completing(lambda: _rules().all_rules)
rule_names = _completing(_rule_names)
formats = _completing(_formats)
kinds = _completing(lambda: get_args(MessageKind))
channels = _completing(lambda: get_args(Channel))


def rule_lists(incomplete: str) -> list[str]:
    """Rules and rubrics, also behind the commas of a list."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in rule_names(last)]
