"""`msgreview explain`, `rubric list` and `rubric test`: what the rules are, why, and whether their examples hold."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from msgreview.catalogue.files import YAML_SUFFIXES, is_path, shipped
from msgreview.catalogue.validate import did_you_mean
from msgreview.catalogue.votes import load_votes
from msgreview.cli import output
from msgreview.cli.complete import rule_names
from msgreview.cli.context import ConfigPath, TextOrJson, open_settings
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.lint.verdicts import ENOUGH
from msgreview.model.config import Settings
from msgreview.model.errors import UsageError
from msgreview.report.lines import line
from msgreview.report.rule import rubric_lines, rule_dict, rule_lines
from msgreview.rubric.discover import rubric_folders
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, with_all
from msgreview.rubric.schema import Rule

rubric_app = typer.Typer(help="List the rules, and prove their examples.", no_args_is_help=True, rich_markup_mode=None)


def explain(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="RULE...", help="Rules such as tone.shouting, or whole rubrics such as tone.", autocompletion=rule_names
        ),
    ],
    *,
    config: ConfigPath = None,
) -> None:
    """Explain rules: why each is there, and what to write."""
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
def list_rules(*, format: TextOrJson = "text", config: ConfigPath = None) -> None:
    """List every rubric and its rules, those that are off included.

    With how often people agree with each, where that is known.
    """
    from msgreview.report.verdicts import catalogue_verdicts, doubts

    rules, settings = _load(config)
    verdicts = catalogue_verdicts(settings)
    if format == "json":
        output.write_json({"rules": [rule_dict(rule, verdicts.get(id_)) for id_, rule in rules.all_rules.items()]})
        return
    for rubric in rules.rubrics:
        output.show(rubric_lines(rubric, output.width(), verdicts))
    output.show([line("Next: `msgreview explain RULE` tells why a rule is there.")])
    output.say(*doubts(verdicts))


@rubric_app.command("propose")
def propose(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RULE...",
            help="Rules, or rubrics; all rules that fewer than half agree with where none is given.",
            show_default=False,
            autocompletion=rule_names,
        ),
    ] = None,
    *,
    config: ConfigPath = None,
) -> None:
    """Propose what to change about rules that people do not agree with.

    A lower level, a counter-pattern and an example, ready to paste. A mended finding and a waiver agree with a rule; an ignore
    and a dispute do not.
    """
    from msgreview.report.proposal import Doubt, proposal_lines
    from msgreview.report.verdicts import catalogue_verdicts

    rules, settings = _load(config)
    for name in names or []:
        if name not in _names(rules):
            raise _unknown(name, rules)
    verdicts = catalogue_verdicts(settings)
    votes = load_votes(Path(settings.root)).votes
    against = [id_ for id_, verdict in verdicts.items() if verdict.disputed + verdict.ignored and id_ in rules.all_rules]
    wanted = [id_ for id_ in against if verdicts[id_].is_doubted]
    if names:
        wanted = [id_ for name in names for id_ in against if name in (id_, rules.all_rules[id_].rubric)]
    own = next(iter(settings.config.own_rubrics), "rubrics")
    for id_ in wanted:
        rule = rules.all_rules[id_]
        is_own = not Path(settings.root, rule.path).resolve().is_relative_to(shipped("rubrics").resolve())
        doubt = Doubt(rule, verdicts[id_], [vote for vote in votes if vote.rule == id_], is_own)
        output.show(proposal_lines(doubt, own, output.width()))
    for name in names or []:
        if not any(name in (id_, rules.all_rules[id_].rubric) for id_ in wanted):
            output.say(f"Nobody disagrees with {name}, so there is nothing to propose.")
    if not names and not wanted:
        output.say(f"There is no rule with {ENOUGH} verdicts that fewer than half agree with, so there is nothing to propose.")


@rubric_app.command("test")
def prove_examples(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RUBRIC|PATH...",
            help="Rubrics or rules by name, or files and folders of rubrics; all in use where none is given.",
            show_default=False,
            autocompletion=rule_names,
        ),
    ] = None,
    *,
    coverage: Annotated[bool, typer.Option("--coverage", help="Name the patterns that no bad example reaches.")] = False,
    format: TextOrJson = "text",
    config: ConfigPath = None,
) -> None:
    """Prove the examples of rules, and tell what they reach.

    Each bad one must fire its rule, and no good one may. Your own rules come first.
    """
    from msgreview.proof.coverage import armed
    from msgreview.proof.coverage import coverage as reached
    from msgreview.proof.examples import is_provable, prove
    from msgreview.report.proof import Proof, proof_dict, proof_lines

    paths = [Path(name) for name in names or () if is_path(name)]
    rules, settings = _load(config, paths)
    everything = with_all(rules)
    named = list(_select(names or [], everything, settings))
    if named and all(rule.selector for rule in named):
        raise UsageError("the rules of Vale's styles have no examples to prove. Vale's own tests are `vale test`.")
    named = [rule for rule in named if not rule.selector]
    if not named:
        raise UsageError(
            f"there are no rules in {', '.join(names or [])}. A rubric is a YAML file whose rules stand under `rules:`."
        )
    provable = [rule for rule in named if is_provable(rule)]
    if provable != named:
        output.say("msgreview: rules of grammar are not proven without harper. Install it with: pip install 'msgreview[grammar]'")
    arms = armed(everything, provable)
    proofs = [Proof(rule, tuple(prove(rule, everything, settings)), reached(rule, arms, settings)) for rule in provable]
    if format == "json":
        output.write_json({"rules": list(map(proof_dict, proofs))})
    else:
        output.show(proof_lines(proofs, output.width(), unreached=coverage))
    raise typer.Exit(CLEAN if all(proof.holds for proof in proofs) else FINDINGS)


def _select(names: list[str], rules: RuleSet, settings: Settings) -> Iterator[Rule]:
    """The rules named, or all those of rubric files; the team's own before the shipped ones."""
    shipped_folder = shipped("rubrics").resolve()
    files = {rule.id: Path(settings.root, rule.path).resolve() for rule in rules.rules if rule.path != settings.config_path}
    paths = {Path(name).resolve() for name in names if is_path(name)}
    for name in names:
        if not is_path(name) and name not in _names(rules):
            is_file = len(Path(name).parts) > 1 or Path(name).suffix in YAML_SUFFIXES
            no_file = f"there is no file or folder '{name}'. Check how it is written, and the folder you are in."
            raise UsageError(no_file) if is_file else _unknown(name, rules)
    for rule in sorted(rules.rules, key=lambda rule: rule.id in files and files[rule.id].is_relative_to(shipped_folder)):
        file = files.get(rule.id)
        is_named = not {rule.id, rule.rubric}.isdisjoint(names)
        if file and (not names or is_named or not paths.isdisjoint((file, *file.parents))):
            yield rule


def _load(config: Path | None, more: Sequence[Path] = ()) -> tuple[RuleSet, Settings]:
    """The rules of the catalogue and of `more` rubric files and folders, and the settings."""
    settings = open_settings(None, config, None)
    folders = rubric_folders(settings)
    loaded = {path.resolve() for folder in folders for path in (folder, *folder.glob("*"))}
    return load_rubrics((*folders, *(path for path in more if path.resolve() not in loaded)), settings), settings


def _names(rules: RuleSet) -> set[str]:
    """The names of all rules and rubrics."""
    return {*rules.all_rules, *(rubric.name for rubric in rules.rubrics)}


def _unknown(name: str, rules: RuleSet) -> UsageError:
    if why := rules.why_unused(name):
        return UsageError(why)
    meant = did_you_mean(name, _names(rules), "`msgreview rubric list` names them.", quote="")
    return UsageError(f"there is no rule or rubric '{name}'. {meant}")
