"""The facts that messages quote, policies and variables: as they stood on another day, and which new values were approved.

An approval of a value serves every message that quotes it and was otherwise read. Approvals are kept in `review-facts.yaml`
beside the settings, a line each:

    "policy:loans.days": {value: "21", last: 2026-02-02, by: "Bob <bob@library.example>"}
"""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from msgreview.catalogue.quotes import fact_values
from msgreview.catalogue.settings import CONFIG_NAME, facts_in
from msgreview.catalogue.validate import describe_error
from msgreview.catalogue.yaml_tree import Constructor, FileError, compose, load_source
from msgreview.history.git import Repository
from msgreview.model.config import Settings
from msgreview.model.errors import ConfigError
from msgreview.model.review import Person

NAME = "review-facts.yaml"
_POLICY = "policy:"


class FactApproval(NamedTuple):
    """That somebody has read what a fact's new value makes of the messages that quote it."""

    value: str
    last: date
    by: str


def cause_of(name: str) -> str:
    """What a fact is called as a cause, `policy:loans.days` or `variable:library.phone`, by its name in a stamp."""
    return name if ":" in name else _POLICY + name


def _paths(repository: Repository, settings: Settings) -> list[str]:
    """Where the facts stand, from the top: the policies, and the settings with the variables."""
    return [repository.path_to(Path(settings.root, name)) for name in (settings.config.policies, CONFIG_NAME)]


def who_set(repository: Repository, settings: Settings, name: str, value: str) -> tuple[str, Person] | None:
    """The commit that gave a fact, by its name in a stamp, its value of now, and who made it; None where git does not tell."""
    commits = repository.committed(_paths(repository, settings))
    values = values_at(repository, settings, (id_ for id_, _ in commits))
    setting = list(takewhile(lambda each: value_in(values.get(each[0], {}), name) == value, commits))
    if not setting:
        return None
    commit, person = setting[-1]
    return commit, repository.mailmapped([person]).get(person, person)


def values_at(repository: Repository, settings: Settings, commits: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What templates saw of the facts, by commit."""
    paths, ids = _paths(repository, settings), list(dict.fromkeys(commits))
    if any("\n" in path for path in paths):
        return {}
    contents = [data for _, data in repository.blobs(f"{id_}:{path}" for id_ in ids for path in paths)]
    pairs = dict(zip(ids, zip(contents[::2], contents[1::2], strict=True), strict=True))
    values = {pair: facts_in(*pair) for pair in set(pairs.values())}
    return {id_: values[pair] for id_, pair in pairs.items()}


def value_in(values: dict[str, Any], name: str) -> str:
    """The value of a fact, by its name in a stamp; "" where there is none."""
    kind, _, path = name.rpartition(":")
    return fact_values([path if kind else f"policy.{path}"], values).get(name, "")


def load_approvals(root: Path) -> dict[str, FactApproval]:
    """The approved values by cause; nothing where no file is. ConfigError where it cannot be read."""
    path = root / NAME
    if not path.exists():
        return {}
    try:
        source = load_source(path, NAME)
        tree = Constructor(source).construct(next(compose(source)))
    except FileError as error:
        if error.problem.rule == "file.empty":
            return {}
        raise ConfigError(describe_error(error)) from None
    approvals: dict[str, FactApproval] = {}
    for name, each in tree.value.items() if isinstance(tree.value, dict) else ():
        try:
            approvals[name] = FactApproval(str(each["value"]), date.fromisoformat(each["last"]), str(each["by"]))
        except (TypeError, KeyError, ValueError):
            line, column = source.position(tree.spans[name].key_start)
            how = f"Write {name}: {{value: …, last: 2026-02-02, by: …}}, or take the line out."
            raise ConfigError(f"{NAME}:{line}:{column}: this is not an approval of a value. {how}") from None
    return approvals


def with_approval(data: bytes, cause: str, approval: FactApproval) -> bytes:
    """The file with an approval in it, instead of the last one of this fact; other lines are left as they are."""
    from msgreview.catalogue.write import scalar

    key = f"{scalar(cause, flow=True)}: "
    value, by = scalar(approval.value, flow=True), scalar(approval.by, flow=True)
    line = f"{key}{{value: {value}, last: {approval.last}, by: {by}}}"
    lines = data.decode("utf-8").splitlines() or ["# Which new values of facts were approved, for all messages that quote them."]
    return "\n".join([*(each for each in lines if not each.startswith(key)), line, ""]).encode()
