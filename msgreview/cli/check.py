"""`msgreview check`: one plain text, as a member of staff is about to send it."""

import re
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from msgreview.catalogue.caches import rules_path
from msgreview.cli.context import AsOf, ConfigPath, FailOn, ProfileOption, open_settings
from msgreview.cli.errors import CLEAN, FINDINGS, INTERNAL
from msgreview.cli.formats import TEXT, Outputs, checked, from_top, print_report, rules_of
from msgreview.cli.lint import fails
from msgreview.cli.typed_text import TYPED, read_text
from msgreview.language import primary, recognised
from msgreview.lint.lint_report import LintReport, ordered_report
from msgreview.model.config import Profile, Settings
from msgreview.model.errors import UsageError
from msgreview.model.message import LANGUAGE, Channel, Message
from msgreview.report.formats import FindingsReport
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import catalogue_rules

_CLEAN = "Nothing to mend. It can go out as it is."
_CLEAN_ELSEWHERE = (
    "Nothing to mend that can be told in this language. Its tone is read in English alone: read it once more yourself."
)
_ENGLISH_ALONE = "questions and their replies are compared in English alone: --to was left out. See for yourself what is open."


def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A text file; standard input where none is given or for -.", show_default=False),
    ] = None,
    *,
    channel: Annotated[Channel, typer.Option(help="How it will be sent.")] = "email",
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The question it answers: is all of it answered, and how?", show_default=False),
    ] = None,
    subject: Annotated[str, typer.Option(metavar="TEXT", help="Its subject.")] = "",
    lang: Annotated[
        str | None, typer.Option(metavar="TAG", help="Its language (BCP 47), where its words do not tell.", show_default=False)
    ] = None,
    format: Outputs = TEXT,
    fail_on: FailOn = "error",
    profile: ProfileOption = None,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Check one plain text before you send it.

    It comes from a file or standard input, and nothing of it is kept. With --to, it is read as the reply to a question: what
    it leaves open, asks for again, passes over or gives away is yellow, and so is a signature without a person. What is missing
    of the elements of a reply is green: it takes the question up, answers, shows how, and closes with a name.
    """
    from msgreview.lint.single_text import lint_text

    outputs = checked(format)
    text, name = read_text(file)
    if not text.strip():
        raise UsageError("there is no text to check. Name a file, or type the text and end it with Ctrl-D.")
    settings = _settings(file, config, as_of, profile)
    if lang is not None and not re.match(LANGUAGE, lang):
        raise UsageError(f"--lang '{lang}' is no language tag. Write it as de, es or en-GB.")
    lang = lang or recognised(text) or "en"
    message = Message("text", "scripted", channel, subject=subject, body=text, lang=lang)
    report = lint_text(message, name, settings, rubric_folders(settings), rules_path(settings))
    if to is not None and primary(lang) == "en":
        report = _with_reply(report, message, name, read_text(to)[0], settings)
    elif to is not None:
        report = replace(report, notes=(*report.notes, _ENGLISH_ALONE))
    clean, rules = _CLEAN if primary(lang) == "en" else _CLEAN_ELSEWHERE, rules_of(settings)
    folder = from_top() if name != TYPED else ""
    print_report(FindingsReport(report, clean, folder=folder, fail_on=fail_on, rules=lambda _: rules()), outputs)
    if report.crashed:
        raise typer.Exit(INTERNAL)
    raise typer.Exit(FINDINGS if fails(report, fail_on) else CLEAN)


def _settings(file: Path | None, config: Path | None, as_of: str | None, profile: Profile | None) -> Settings:
    """The settings of the catalogue that the text lies in; where that is in none, those of the current folder."""
    if file and file.exists():
        own = open_settings([file], config, as_of, profile)
        if own.config_path:
            return own
    return open_settings(None, config, as_of, profile)


def _with_reply(report: LintReport, message: Message, name: str, question: str, settings: Settings) -> LintReport:
    """The report with what the text does with the question it answers, and what of a reply's elements it lacks."""
    from msgreview.train.analysis import Analyser
    from msgreview.train.elements import element_findings
    from msgreview.train.replies import reply_findings

    if not question.strip():
        raise UsageError("there is no question to compare with: the file is empty. Put the question into it, and try again.")
    rules = catalogue_rules(settings)
    written = Analyser(rules, settings).analyse(message.body, channel=message.channel)
    elements = element_findings(written, message.channel, question, name)
    findings = (*report.findings, *reply_findings(question, message.body, name), *elements)
    return ordered_report(findings, notes=report.notes, files=1, variants=1, langs=[message.lang])
