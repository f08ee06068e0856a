"""The verdicts on the rules of a catalogue: its files as they are, its votes, and what it was a year ago."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from msgreview.catalogue.caches import cache_path, rules_path
from msgreview.catalogue.files import message_files
from msgreview.catalogue.index import Catalogue, index
from msgreview.catalogue.votes import load_votes
from msgreview.lint.lint_report import LintReport
from msgreview.lint.run import lint_files
from msgreview.lint.verdicts import Verdict, Verdicts, kept_text, mended, verdicts
from msgreview.model.config import PROFILES, Settings
from msgreview.model.errors import MsgReviewError
from msgreview.report.past import Past
from msgreview.rubric.discover import rubric_folders

_YEAR = timedelta(days=365)


def catalogue_verdicts(settings: Settings, *, cached: bool = True) -> dict[str, Verdict]:
    """The verdicts by rule on the rules of all profiles; nothing where there is no catalogue.

    Unless `cached`, nothing is kept of the messages, and so none of their past is read.
    """
    settings = settings.under(PROFILES[-1])
    files, votes, rules = message_files(settings, Path.cwd()), load_votes(Path(settings.root)), rules_path(settings)
    if not files:
        return {}
    cache = cache_path(settings) if cached else None
    report = lint_files(files, settings, rubric_folders(settings), cache=cache, rules_cache=rules, votes=votes, jobs=0)
    catalogue = Catalogue(index(files))
    return verdicts(report, votes.votes, _mended(settings, report, catalogue) if cached else {})


def doubts(verdicts: Verdicts) -> Iterator[str]:
    """A sentence for each rule that fewer than half agree with, and what to do about it."""
    for rule, verdict in verdicts.items():
        if verdict.is_doubted:
            yield f"{rule} is kept {kept_text(verdict)}: `msgreview rubric propose {rule}` says what to change."


def _mended(settings: Settings, report: LintReport, catalogue: Catalogue) -> Counter[str]:
    """By rule, how many findings of a year ago are gone; since the first commit of a catalogue that is younger.

    None where git cannot tell.
    """
    try:
        past = Past(settings)
        day = settings.today - _YEAR
        commit = past.last_commit(day) or past.first_commit()
        if commit is None:
            return Counter()
        before = past.linted((commit, settings.today))[0].findings
    except MsgReviewError:
        return Counter()
    entries = (catalogue.entry(id_) for id_ in dict.fromkeys(each.message for each in before))
    return mended(before, report, [entry.message.id for entry in entries if entry and entry.message.status != "retired"])
