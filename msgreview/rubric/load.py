"""Loads the rules of rubric folders: from the cache if it is valid, else from YAML."""

from collections.abc import Sequence
from pathlib import Path

from msgreview.model.config import Settings
from msgreview.rubric.cache import load_rules, save_rules
from msgreview.rubric.discover import rubric_files, rules_key
from msgreview.rubric.ruleset import RuleSet


def load_rubrics(folders: Sequence[Path], settings: Settings, *, prove: bool = True, cache: Path | None = None) -> RuleSet:
    """Returns all rubrics of the folders (or files), ready to run. RubricError lists every problem, one a line.

    With `prove=False` the matcher is not built yet, and RubricError for patterns is raised when it is first used.
    `cache` is the file that loaded rules are cached in.
    """
    files = rubric_files(folders)
    key = rules_key(files, settings) if cache else ""
    rules = load_rules(cache, key) if cache and key else None
    if rules is None:
        from msgreview.rubric.assemble import assemble_rubrics

        rules = assemble_rubrics(files, settings)
        if prove or cache:
            rules.ready()
        if cache and key:
            save_rules(cache, key, rules)
    return rules
