"""`lint --fix` and `lint --diff`: writes what can be mended into the files, or shows how it would read."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from msgreview.catalogue.atomic import write_atomic
from msgreview.catalogue.files import CatalogueFile, is_inside, repository_top
from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.settings import nearest_config
from msgreview.cli import output
from msgreview.lint.lint_report import LintReport
from msgreview.lint.mend import Mended, MendedFile, mend_files
from msgreview.lint.merged import merged
from msgreview.model.errors import UsageError
from msgreview.report.lines import Line, Run, Style, count, line
from msgreview.rubric.ruleset import RuleSet

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_STYLES: dict[str, Style] = {"+": "green", "-": "red", "@": "blue"}


def mend(
    files: Sequence[CatalogueFile],
    lint: Callable[[Sequence[CatalogueFile]], LintReport],
    rules: RuleSet,
    *,
    unsafe: bool,
    only_show: bool,
) -> Mended:
    """Mends files, or prints a diff of how they would be mended. Raises UsageError for a file that cannot be written.

    A file to which a link leads out of the catalogue stays as it is.
    """
    outside = {file.shown: file for file in files if _leads_out(file.path)}
    mended = mend_files(files, lint, rules, unsafe=unsafe, untouched=outside)
    for shown, link in outside.items():
        output.say(
            f"{shown} is a link out of the catalogue, and is left as it is. To mend the file, name it: {link.path.resolve()}."
        )
    if only_show:
        _print(list(_diff(mended.files)))
    else:
        for number, file in enumerate(mended.files):
            _write(file, number)
    return mended


def _leads_out(path: Path) -> bool:
    """Whether a path leads out of the catalogue that its names lie in, or of its folder where there is none, through a link."""
    folder = Path(os.path.normpath(path.absolute())).parent
    settings = nearest_config(folder, None)
    return not is_inside(path, settings.parent if settings else folder)


def all_mended(parts: Sequence[Mended], names: Sequence[str]) -> Mended:
    """What can be mended in all of some catalogues, whose names are given."""
    return Mended(
        merged([each.report for each in parts], names),
        tuple(file for each in parts for file in each.files),
        tuple(finding for each in parts for finding in each.mended),
        sum(each.unsafe for each in parts),
        tuple(lost for each in parts for lost in each.lost),
    )


def say_mended(mended: Mended, *, unsafe: bool, only_show: bool) -> None:
    """Says how many findings are mended, what is left, and what to do next."""
    for finding, fix in mended.lost:
        where = f"{finding.path}:{finding.line}:{finding.column}"
        output.say(f"{where}: not mended, as something else would change with it. {fix.text} by hand, for '{finding.quote}'.")
    left = f"{mended.unsafe} more can be with `--unsafe-fixes`: read those before you keep them." if mended.unsafe else ""
    done = f"{count(len(mended.mended), 'finding')} in {count(len(mended.files), 'file')}"
    if not mended.files:
        said = f"Nothing here can be mended without being read. {left}" if left else "There is nothing here that --fix can mend."
    elif only_show:
        option = "--fix --unsafe-fixes" if unsafe else "--fix"
        said = f"{done} would be mended. Nothing is written yet: `msgreview lint {option}` does it. {left}"
    else:
        read = "Read what is new with `git diff`." if repository_top(Path.cwd()) else "Read them once more before they go out."
        said = f"{done} mended. {read} {left}"
    output.say(said.rstrip())
    approved = 0 if only_show else _approved(mended.files)
    if approved:
        output.say(
            f"{count(approved, 'message')} of these had been reviewed, and now read differently: see `msgreview review due`."
        )


def _approved(files: Sequence[MendedFile]) -> int:
    """How many of the messages that read differently have a review."""
    approved = 0
    for file in files:
        then, now = (load_bytes(data, file.file.shown).entries for data in (file.before, file.after))
        approved += sum(bool(a.message.review) and a.message != b.message for a, b in zip(then, now, strict=False))
    return approved


def _write(file: MendedFile, done: int) -> None:
    path = file.file.path.resolve()
    try:
        if path.read_bytes() != file.before:
            raise UsageError(
                f"{file.file.shown} has just been changed by someone else, and was left as it is. Run the command again."
            )
        write_atomic(path, file.after)
    except OSError as error:
        before = f" {count(done, 'file')} had been mended before." if done else ""
        raise UsageError(f"{file.file.shown} cannot be written: {error.strerror}.{before}") from None


def _diff(files: Sequence[MendedFile]) -> Iterator[str]:
    """The lines of a unified diff that `git apply` takes, each with its line end."""
    for file in files:
        before, after = (_LINE.findall(data.decode()) for data in (file.before, file.after))
        name = file.file.shown.lstrip("/") + "\t" * (" " in file.file.shown)
        for row in unified_diff(before, after, f"a/{name}", f"b/{name}"):
            yield row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"


def _print(diff: Sequence[str]) -> None:
    if output.is_terminal():
        output.show(map(_coloured, diff))
    else:
        output.write("".join(diff))


def _coloured(row: str) -> Line:
    text = row.removesuffix("\n").removesuffix("\r")
    return line(Run(text, "bold" if row.startswith(("---", "+++")) else _STYLES.get(row[0], "")))
