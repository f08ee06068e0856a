"""Loads the rules of rubric folders: from the cache if it is valid, else from YAML."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.caches import rules_path
from msgreview.model.config import Settings
from msgreview.rubric.cache import load_rules, save_rules
from msgreview.rubric.discover import rubric_files, rubric_folders, rules_key
from msgreview.rubric.ruleset import RuleSet

PATTERNS = Path(__file__).parents[1] / "shipped" / "patterns.msgpack"
"""What is worked out of the patterns of the shipped rubrics, where the program was built with it (as `make` does)."""


def load_rubrics(folders: Sequence[Path], settings: Settings, *, prove: bool = True, cache: Path | None = None) -> RuleSet:
    """Returns all rubrics of the folders (or files), ready to run. RubricError lists every problem, one a line.

    With `prove=False` the matcher is not built yet, and RubricError for patterns is raised when it is first used.
    `cache` is the file that loaded rules are cached in.
    """
    files = rubric_files(folders)
    key = rules_key(files, settings) if cache else ""
    rules = load_rules(cache, key) if cache and key else None
    if rules is None:
        from msgreview.matching.prepare import load_prepared
        from msgreview.rubric.assemble import assemble_rubrics

        saved = cache.with_name(PATTERNS.name) if cache else PATTERNS
        known = load_prepared(PATTERNS, saved)
        rules = assemble_rubrics(files, settings)
        if prove or cache:
            rules.ready()
        if cache and key:
            save_rules(cache, key, rules)
            save_patterns(saved, known)
    return rules


def catalogue_rules(settings: Settings) -> RuleSet:
    """The rules of a catalogue, those of its own included; the matcher is not built yet. Cached in the user's folder."""
    return load_rubrics(rubric_folders(settings), settings, prove=False, cache=rules_path(settings))


def save_patterns(path: Path, known: int = 0) -> None:
    """Saves what is worked out of patterns, if it is more than was `known`. Errors are ignored: the next run takes longer."""
    from msgreview.matching.prepare import all_prepared, load_prepared

    if load_prepared() > known:
        with suppress(OSError):
            write_atomic(path, all_prepared(), lasting=False)
