"""`msgreview explain`, `rubric list` and `rubric test`: what the rules are, why, and whether their examples hold."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msgreview.cli import output
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.start import ConfigPath, open_settings
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.report.lines import line

if TYPE_CHECKING:
    from msgreview.rubric.schema import RuleSet

rubric_app = typer.Typer(help="List the rules, and prove their examples.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How rules are printed."""

    text = "text"
    json = "json"


def explain(
    names: Annotated[
        list[str], typer.Argument(metavar="RULE", help="Rules such as tone.shouting, or whole rubrics such as tone.")
    ],
    *,
    config: ConfigPath = None,
) -> None:
    """Explain rules: why each is there, and what to write."""
    from msgreview.report.rule import rubric_lines, rule_lines

    rules, _ = _load(config)
    rubrics = {rubric.name: rubric for rubric in rules.rubrics}
    for number, name in enumerate(names):
        if number:
            output.show([()])
        if name in rubrics:
            output.show(rubric_lines(rubrics[name], output.width()))
        elif rule := rules.all_rules.get(name):
            output.show(rule_lines(rule, rubrics[rule.rubric], output.width()))
        else:
            raise _unknown(name, rules)


@rubric_app.command("list")
def list_rules(
    *, format: Annotated[Format, typer.Option(help="How to print it.")] = Format.text, config: ConfigPath = None
) -> None:
    """List every rubric and its rules, those that are off included."""
    rules, _ = _load(config)
    if format is Format.json:
        from msgreview.report.json import document_json
        from msgreview.report.rule import rule_facts

        output.write(document_json("rules", (rule_facts(rule) for rule in rules.all_rules.values())))
        return
    from msgreview.report.rule import rubric_lines

    for rubric in rules.rubrics:
        output.show(rubric_lines(rubric, output.width()))
    output.show([line("Next: `msgreview explain RULE` tells why a rule is there.")])


@rubric_app.command("test")
def prove_examples(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Rubric files or folders; all rubrics in use where none is given.", show_default=False
        ),
    ] = None,
    *,
    config: ConfigPath = None,
) -> None:
    """Prove the examples of rules.

    Each bad one must fire its rule, and no good one may.
    """
    from functools import partial

    from msgreview.lint.trial import rules_found
    from msgreview.report.rule import proof_lines
    from msgreview.report.summary import count
    from msgreview.rubric.examples import prove
    from msgreview.rubric.load import rubric_folders, with_all
    from msgreview.text.shipped import shipped

    for path in paths or ():
        if not path.exists():
            raise UsageError(f"there is no file or folder '{path}'. Check how it is written, and the folder you are in.")
    rules, settings = _load(config, paths or [])
    everything = with_all(rules)
    asked = {path.resolve() for path in paths or ()}
    find = partial(rules_found, settings=settings, folders=rubric_folders(settings))
    proofs = []
    ours = shipped("rubrics").resolve()
    for rule in sorted(everything.rules, key=lambda rule: Path(settings.root, rule.path).resolve().is_relative_to(ours)):
        home = Path(settings.root, rule.path).resolve()
        from_settings = rule.path == settings.config_path
        if not from_settings and (not asked or not asked.isdisjoint((home, *home.parents))):
            proofs.append((rule, prove(rule, everything, settings, find)))
    output.show(proof_lines(proofs))
    failed = sum(not all(result.ok for result in results) for _, results in proofs)
    examples = count(sum(len(results) for _, results in proofs), "example")
    outcome = f"{count(failed, 'rule')} to mend, marked with ✗." if failed else "all hold."
    output.show([line(f"{examples} of {count(len(proofs), 'rule')}: {outcome}")])
    raise typer.Exit(FINDINGS if failed else CLEAN)


def _load(config: Path | None, more: list[Path] | None = None) -> "tuple[RuleSet, Settings]":
    from msgreview.rubric.load import load_rubrics, rubric_folders

    settings = open_settings(None, config, None)
    folders = rubric_folders(settings)
    known = {path.resolve() for folder in folders for path in (folder, *folder.glob("*"))}
    return load_rubrics((*folders, *(path for path in more or () if path.resolve() not in known)), settings), settings


def _unknown(name: str, rules: "RuleSet") -> UsageError:
    from msgreview.text.typed import nearest

    near = nearest(name, [*rules.all_rules, *(rubric.name for rubric in rules.rubrics)])
    return UsageError(
        f"there is no rule or rubric '{name}'. {f'Did you mean {near}?' if near else '`msgreview rubric list` names them.'}"
    )
