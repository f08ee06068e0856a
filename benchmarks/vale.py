"""How well the rules of Vale's styles, run by `msgreview`, agree with Vale's own.

    python benchmarks/vale.py STYLES TEXTS.json... [--vale PATH] [--details]

STYLES is a folder of styles, one folder each; TEXTS.json are lists of messages, each with a `text` and maybe a `subject`. Both
tools read the same texts, each subject and each text as a file of its own: as plain text, and as Markdown. For each rule and
text the findings are counted by their words. The agreement of a rule is the share of all those counts that both tools have:
2 x both / (ours + Vale's). Vale is the one given, the one on the path, or built through Go's modules.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml
from lint import install_vale

from msgreview.catalogue.settings import load_settings
from msgreview.lint.single_text import lint_plain
from msgreview.model.config import Config, Settings
from msgreview.model.message import Message
from msgreview.rubric.load import load_rubrics
from msgreview.rubric.ruleset import RuleSet, with_only
from msgreview.rubric.run import Runner

Format = Literal["text", "markdown"]
TODAY = date(2027, 1, 4)
SUFFIXES: dict[Format, str] = {"text": ".txt", "markdown": ".md"}
Counts = Counter[tuple[str, int, str]]
"""(rule, number of the text, words) → findings."""


class Agreement(NamedTuple):
    """Findings of both tools, and of each alone."""

    both: int
    ours: int
    theirs: int

    @property
    def share(self) -> float:
        """From 0, where no finding is in both, to 1, where all are; 1 where there are none."""
        every = 2 * self.both + self.ours + self.theirs
        return 2 * self.both / every if every else 1.0


def rules_of(styles: Path) -> RuleSet:
    """The rules of all styles in a folder, and no other."""
    names, vocabularies = parts_of(styles)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(styles, root / "styles")
        paths = [*names, *(f"config/vocabularies/{name}" for name in vocabularies)]
        (root / "msgreview.yaml").write_text(yaml.safe_dump({"rubrics": [f"vale:styles/{path}" for path in paths]}), "utf-8")
        rules = load_rubrics([], load_settings(root, TODAY))
    return with_only(rules, *(rule for rule in rules.all_rules.values() if rule.selector))


def parts_of(styles: Path) -> tuple[list[str], list[str]]:
    """The names of the styles and of the vocabularies in a folder."""
    names = sorted(path.name for path in styles.iterdir() if path.is_dir() and path.name != "config")
    return names, sorted(path.name for path in (styles / "config" / "vocabularies").glob("*"))


def ours(rules: RuleSet, texts: Sequence[str], form: Format) -> Counts:
    """The findings of our rules in some texts."""
    runner = Runner(rules, Settings(Config(), (), {}, ".", TODAY, ""))
    counts: Counts = Counter()
    for number, text in enumerate(texts):
        message = Message("a.message", "scripted", "email", body=text, format=form)
        linted = lint_plain(message, runner)
        for rule, hit, document in linted.hits:
            words = document.text_of(hit.field)[hit.start : hit.end] if document else ""
            counts[rule.id, number, _words(rule.kind, words)] += 1
    return counts


def theirs(vale: str, styles: Path, texts: Sequence[str], form: Format, kinds: Mapping[str, str]) -> Counts:
    """The findings of Vale in the same texts."""
    names, vocabularies = parts_of(styles)
    counts: Counts = Counter()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "texts").mkdir()
        for number, text in enumerate(texts):
            (root / "texts" / f"{number}{SUFFIXES[form]}").write_text(text, "utf-8", newline="")
        settings = f"StylesPath = {styles.resolve()}\nMinAlertLevel = suggestion\n"
        settings += f"Vocab = {', '.join(vocabularies)}\n" if vocabularies else ""
        off = "Vale.Spelling = NO\nVale.Repetition = NO\n"
        (root / ".vale.ini").write_text(f"{settings}[*]\nBasedOnStyles = {', '.join(['Vale', *names])}\n{off}", "utf-8")
        done = subprocess.run(
            [vale, "--no-global", "--no-exit", "--output=JSON", f"--config={root / '.vale.ini'}", str(root / "texts")],
            capture_output=True, text=True, check=False, cwd=root,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"Vale ended with {done.returncode}: {done.stderr[-2000:]}")
        for path, alerts in json.loads(done.stdout).items():
            for alert in alerts:
                rule = alert["Check"]
                counts[rule, int(Path(path).stem), _words(kinds.get(rule, ""), alert["Match"])] += 1
    return counts


def _words(kind: str, words: str) -> str:
    """Words as both tools tell them: a figure or a count has none; white space may be wrapped."""
    return "" if kind in ("metric", "occurrence") else " ".join(words.split())


def compare(ours: Counts, theirs: Counts) -> dict[str, Agreement]:
    """The agreement of each rule with a finding in either."""
    both, only, missing = ours & theirs, ours - theirs, theirs - ours
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, counts in enumerate((both, only, missing)):
        for (rule, _, _), count in counts.items():
            table[rule][place] += count
    return {rule: Agreement(*table[rule]) for rule in sorted(table)}


def total(agreements: Iterable[Agreement]) -> Agreement:
    """The sum of some agreements."""
    columns = list(zip(*agreements, strict=True)) or [(), (), ()]
    return Agreement(*map(sum, columns))


def texts_in(paths: Iterable[Path]) -> Iterator[str]:
    """Every subject and text of some lists of messages."""
    for path in paths:
        for record in json.loads(path.read_text("utf-8")):
            yield from filter(None, (_text(record.get(key)) for key in ("subject", "text")))


def _text(value: Any) -> str:
    return f"{value.strip()}\n" if isinstance(value, str) and value.strip() else ""


def main() -> None:
    """Print the agreement of each rule, of each kind and of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("styles", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--vale")
    parser.add_argument("--details", action="store_true", help="Print what one of the tools has and the other has not.")
    given = parser.parse_args()
    texts = list(texts_in(given.texts))
    rules = rules_of(given.styles)
    kinds = {rule.id: rule.kind for rule in rules.rules}
    print(f"{len(rules.rules)} rules, {len(texts)} texts")
    print(*rules.notes, sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        vale = given.vale or shutil.which("vale") or install_vale(Path(folder)) or sys.exit("There is no Vale to compare with.")
        for form in SUFFIXES:
            mine, its = ours(rules, texts, form), theirs(vale, given.styles, texts, form, kinds)
            report(compare(mine, its), kinds, form)
            if given.details:
                for sign, left in (("+", mine - its), ("-", its - mine)):
                    for (rule, number, words), count in sorted(left.items()):
                        print(f"{sign} {rule} {number} {count} {words[:100]!r}")


def report(table: Mapping[str, Agreement], kinds: Mapping[str, str], form: str) -> None:
    """Print the table of one format."""
    print(f"\n## {form}")
    for rule, each in table.items():
        print(f"{each.share:5.2f} {each.both:6} both {each.ours:5} ours {each.theirs:5} Vale's  {kinds.get(rule, '?'):15} {rule}")
    for kind in sorted(set(kinds.values())):
        each = total(agreement for rule, agreement in table.items() if kinds.get(rule) == kind)
        print(f"{each.share:5.3f} {each.both:6} both {each.ours:5} ours {each.theirs:5} Vale's  {kind}")
    each = total(table.values())
    print(f"{each.share:5.3f} {each.both:6} both {each.ours:5} ours {each.theirs:5} Vale's  all")


if __name__ == "__main__":
    main()
