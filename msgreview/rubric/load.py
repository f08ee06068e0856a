"""Rubric folders to one set of rules: as it was kept, or read afresh."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgreview.model.config import Settings
from msgreview.rubric.cache import keep_rules, read_rules
from msgreview.rubric.discover import rubric_files, rules_key
from msgreview.rubric.ruleset import RuleSet

if TYPE_CHECKING:
    pass


def load_rubrics(folders: Sequence[Path], settings: Settings, *, prove: bool = True, kept: Path | None = None) -> RuleSet:
    """All rubrics of the folders (or files), ready to run. RubricError names every mistake, a line each.

    Without `prove` those in patterns are told when the matcher is first asked for, and it takes no time before.
    `kept` is a file that holds the rules from one run to the next.
    """
    files = rubric_files(folders)
    key = rules_key(files, settings) if kept else ""
    rules = read_rules(kept, key) if kept and key else None
    if rules is None:
        rules = _read(files, settings)
        if prove or kept:
            rules.ready()
        if kept and key:
            keep_rules(kept, key, rules)
    return rules


def _read(files: Sequence[Path], settings: Settings) -> RuleSet:
    from msgreview.rubric.assemble import read_rubrics

    return read_rubrics(files, settings)
