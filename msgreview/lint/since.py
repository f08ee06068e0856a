"""Which findings are new: those that were not there before, whatever has moved since."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgreview.model.finding import Finding

Subject = tuple[str, ...]
"""What a finding is about: its message (or its file, where it is about none), its field, its rule and its words."""


def subject(finding: Finding, ids: Mapping[str, str]) -> Subject:
    """What a finding is about, whichever line it stands on; `ids` leads from a message's earlier ids to its present one."""
    message, field, rule, words = finding.subject
    return ids.get(message, message) or finding.path, field, rule, " ".join(words.split())


def new_findings(now: Iterable[Finding], before: Iterable[Finding], ids: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings that were not there before, in their order; of words that stand there once more, the last."""
    old = Counter(subject(each, ids) for each in before)
    new = []
    for finding in now:
        about = subject(finding, ids)
        if old[about]:
            old[about] -= 1
        else:
            new.append(finding)
    return tuple(new)
