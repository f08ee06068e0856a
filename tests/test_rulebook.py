"""The pages in docs/rules: fresh, complete, and readable whatever a rubric says."""

import re
import sys
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))

import rulebook  # noqa: E402

SHIPPED = sorted(path.stem for path in (DOCS.parent / "rubrics").glob("*.yaml"))
PAGES = sorted([rulebook.INDEX, *(f"{name}.md" for name in SHIPPED)])
MEND = "run `python docs/rulebook.py` (or `make pictures`)"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """File name → what the page says now."""
    return rulebook.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fresh(name: str, made: dict[str, str]) -> None:
    page = rulebook.FOLDER / name
    assert page.exists(), MEND
    assert page.read_text("utf-8") == made[name], MEND


def test_no_page_is_left_over(made: dict[str, str]) -> None:
    assert {path.name for path in rulebook.FOLDER.iterdir()} == set(made), MEND


def test_every_rubric_has_a_page(made: dict[str, str]) -> None:
    assert sorted(made) == PAGES


@pytest.mark.parametrize("name", [name for name in SHIPPED if not name.startswith("moves")])
def test_a_page_has_every_rule_and_the_index_leads_to_it(name: str, made: dict[str, str]) -> None:
    rules = yaml.load((DOCS.parent / "rubrics" / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)["rules"]
    assert re.findall(r"^## (.*)$", made[f"{name}.md"], re.MULTILINE) == list(rules)
    assert f"]({name}.md)" in made[rulebook.INDEX]


@pytest.mark.parametrize("name", PAGES)
def test_code_and_details_are_closed(name: str, made: dict[str, str]) -> None:
    fences = [line for line in made[name].splitlines() if re.match(r"`{3,}", line)]
    opened = fences[::2]
    assert [re.match("`+", line)[0] for line in opened] == fences[1::2]  # type: ignore[index]
    assert made[name].count("<details>") == made[name].count("</details>")
    assert "%s" not in re.sub(r"`{3,}.*?\n`{3,}", "", made[name], flags=re.DOTALL)


def test_writing_takes_old_pages_away(made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebook, "FOLDER", tmp_path / "rules")
    monkeypatch.setattr(rulebook, "pages", lambda: made)
    rulebook.main()
    (tmp_path / "rules" / "gone.md").write_text("old")
    (tmp_path / "rules" / "tone.md").write_text("old")
    rulebook.main()
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "rules").iterdir()} == made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* [c](d) <e> _f_ | g", r"a \*b\* \[c\](d) \<e\> \_f\_ \| g"),
        ("as in `{{ a_b | c }}` or a_b", r"as in `{{ a_b \| c }}` or a\_b"),
        ("See https://library.example/a_b_c. Or (https://library.example/x).", "See <https://library.example/a_b_c>. Or (<https://library.example/x>)."),
        ("two\n  lines", "two lines"),
        (r"\d+", r"\\d+"),
        ("a ` b", "a ` b"),
    ],
)  # fmt: skip
def test_nothing_is_taken_for_markup(text: str, shown: str) -> None:
    assert rulebook.md(text) == shown
