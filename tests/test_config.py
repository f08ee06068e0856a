"""The settings of a catalogue: where they are found, what they say, and what is wrong with them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases

from msgreview.catalogue.settings import load_settings
from msgreview.model.config import Config, Policy, ServiceConfig, Settings
from msgreview.model.errors import ConfigError

CASES: list[dict[str, Any]] = load_cases("config.yaml")
TODAY = date(2027, 3, 14)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def load(folder: Path, **options: Any) -> Settings:
    return load_settings(folder, TODAY, here=folder, **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_faults(case: dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path, **case["files"])
    with pytest.raises(ConfigError) as error:
        load(tmp_path)
    assert str(error.value).splitlines() == case["error"]


def test_without_any_file_all_is_at_its_default(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()
    settings = load(tmp_path / "a.yaml")
    assert (settings.config, settings.policies, settings.policy_values) == (Config(), (), {})
    assert (settings.root, settings.config_path, settings.today) == (str(tmp_path.resolve()), "", TODAY)


def test_empty_files_are_defaults_too(tmp_path: Path) -> None:
    write(tmp_path, msgreview_yaml="# later\n", policies_yaml="")
    settings = load(tmp_path)
    assert (settings.config, settings.policies, settings.config_path) == (Config(), (), "msgreview.yaml")


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    write(tmp_path, msgreview_yaml="filters: [far]\n", a__msgreview_yaml="filters: [near]\n", a__b__c__m_yaml="", d__m_yaml="")
    assert load(tmp_path / "a" / "b" / "c" / "m.yaml").config.filters == ("near",)
    settings = load_settings(tmp_path / "d", TODAY, here=tmp_path / "d")
    assert settings.config.filters == ("far",)
    assert settings.root == str(tmp_path.resolve())
    assert settings.config_path == "../msgreview.yaml"
    assert load_settings(tmp_path, TODAY).config_path == (tmp_path / "msgreview.yaml").resolve().as_posix()


def test_a_named_file_counts_before_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, msgreview_yaml="filters: [near]\n", other__mine_yaml="filters: [named]\n", other__policies_yaml="a: 1\n")
    settings = load(tmp_path, config=tmp_path / "other" / "mine.yaml")
    assert settings.config.filters == ("named",)
    assert settings.root == str(tmp_path.resolve() / "other")
    assert settings.policy_values == {"a": 1}
    with pytest.raises(ConfigError, match=r"there is no settings file '.*none.yaml'"):
        load(tmp_path, config=tmp_path / "none.yaml")


def test_what_settings_say(tmp_path: Path) -> None:
    text = """
messages: [notices]
review: {capacity: 7, four_eyes: false, blackout: [2027-12-20..2028-01-05]}
services: {circulation: {owner: Jo, month: 3}}
levels: {tone: off, clarity.jargon: error}
variables: {price: 1.10, open: true, since: 2001-02-03}
"""
    write(tmp_path, msgreview_yaml=text)
    config = load(tmp_path).config
    assert config.messages == ("notices",)
    assert (config.review.capacity, config.review.four_eyes) == (7, False)
    assert config.services == {"circulation": ServiceConfig("Jo", (), 3)}
    assert config.levels == {"tone": "off", "clarity.jargon": "error"}
    assert (str(config.variables["price"]), config.variables["price"] > 1) == ("1.10", True)
    assert (config.variables["open"], config.variables["since"]) == (True, "2001-02-03")


def test_policies(tmp_path: Path) -> None:
    text = r"""
loans: {days: {value: 28, says: '(\w+) weeks'}, price: 1.10}
card: {renew: {months: {value: 012, says: ['every (\d+) months', 'each (\w+)']}}}
open: no
"""
    write(tmp_path, msgreview_yaml="policies: facts.yaml\n", facts_yaml=text)
    settings = load(tmp_path)
    assert settings.policies == (
        Policy("loans.days", "28", (r"(\w+) weeks",)),
        Policy("loans.price", "1.10"),
        Policy("card.renew.months", "012", (r"every (\d+) months", r"each (\w+)")),
        Policy("open", "no"),
    )
    assert settings.policy_values["loans"]["days"] == 28
    assert str(settings.policy_values["loans"]["price"]) == "1.10"
    assert settings.policy_values["card"] == {"renew": {"months": 12}}
    assert settings.policy_values["open"] == "no"


def test_the_digest_changes_with_either_file_and_not_with_the_day(tmp_path: Path) -> None:
    write(tmp_path, msgreview_yaml="filters: [a]\n", policies_yaml="a: 1\n")
    first = load(tmp_path).digest
    assert load_settings(tmp_path, date(2030, 1, 1)).digest == first
    write(tmp_path, policies_yaml="a: 2\n")
    second = load(tmp_path).digest
    write(tmp_path, msgreview_yaml="filters: [b]\n")
    assert len({first, second, load(tmp_path).digest}) == 3
