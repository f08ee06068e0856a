"""A blind reading: a sheet of findings drawn at random for people to judge, and what they say of the rules.

    python benchmarks/blind_reading.py draw 150 FOLDER... --seed 7 > sheet.csv
    python benchmarks/blind_reading.py tally sheet-of-one.csv sheet-of-another.csv

FOLDER is a folder of messages, or records in a file `*.json` (a list of objects with `id`, `text`, and perhaps `subject`,
`channel` and `kind`). What a rule says of half of a folder in the same words is drawn once, as it is told once. Each rater
fills in the column `keep` of a copy, alone: y where a careful editor would change the words because of the finding, n where
not. `tally` prints the share kept by rule and rater, and how often two raters agree.
"""

import argparse
import csv
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from msgspec.structs import replace

from msgreview.catalogue.files import find_files, shipped
from msgreview.catalogue.index import Catalogue, index
from msgreview.catalogue.settings import load_settings
from msgreview.catalogue.write import as_yaml
from msgreview.lint.run import lint_files
from msgreview.model.config import Settings
from msgreview.model.finding import COLOUR, Finding
from msgreview.model.message import Entry, Message
from msgreview.prose.document import strip_markup
from msgreview.report.grouping import repeated
from msgreview.report.spreadsheet import cell
from msgreview.rubric.load import load_rubrics
from msgreview.template.variants import render_variants

COLUMNS = ("number", "folder", "message", "rule", "colour", "words", "says", "try", "why", "text", "keep", "remark")
ANSWERS = {"y": True, "yes": True, "1": True, "n": False, "no": False, "0": False}


class Drawn(NamedTuple):
    """A finding, where it is from, why its rule is there, and the text that it is in."""

    folder: str
    finding: Finding
    why: str
    text: str


def candidates(folder: Path, name: str, today: date) -> Iterator[Drawn]:
    """The findings in a folder under the standard profile."""
    settings = replace(load_settings(folder, today), today=today).under("standard")
    files = find_files([folder], folder)
    rules = load_rubrics([shipped("rubrics")], settings)
    report = lint_files(files, settings, (), rules=rules)
    many = repeated(report.findings, report.summary.messages)
    once = {(one.rule, one.text) for each in many for one in each.group.all}
    catalogue, told = Catalogue(index(files)), set[tuple[str, str]]()
    for finding in report.findings:
        key = finding.rule, finding.text
        if key in told or finding.rule.startswith("internal."):
            continue
        told |= {key} & once
        entry = catalogue.entry(finding.message)
        rule = rules.all_rules[finding.rule]
        yield Drawn(name, finding, rule.why, text_of(entry, catalogue, settings, finding.quote) if entry else "")


def text_of(entry: Entry, catalogue: Catalogue, settings: Settings, words: str) -> str:
    """What a reader sees where these words stand, the subject first; the first rendering where none has them."""
    texts = []
    for each in render_variants(entry, catalogue.entry, settings).variants:
        subject = f"Subject: {each.subject.text}\n\n" if each.subject and each.subject.text else ""
        texts.append(subject + strip_markup(each.body, entry.message.format).text.strip())
    return next((text for text in texts if words in " ".join(text.split())), next(iter(texts), ""))


def as_folder(source: Path, into: Path) -> Path:
    """A folder of messages: the source itself, or one made of its records."""
    if source.is_dir():
        return source
    for number, each in enumerate(json.loads(source.read_text("utf-8"))):
        channel = each.get("channel") if each.get("channel") in ("email", "chat", "sms", "phone", "letter") else "email"
        text = (f"{{% raw %}}{each[name]}{{% endraw %}}" if each.get(name) else "" for name in ("subject", "text"))
        subject, body = text
        kind = "automated" if each.get("kind") == "automated" else "scripted"
        message = Message(f"m{number}.{each['id'].replace('.', '-')}", kind, channel, subject=subject, body=body)
        (into / f"{number:04}.yaml").write_text(as_yaml(message), "utf-8")
    return into


def shown(text: str) -> str:
    """A text as a cell, its line ends as they are."""
    return "\n".join(map(cell, text.split("\n")))


def draw(number: int, sources: Sequence[Path], seed: int, today: date) -> None:
    """Prints a sheet with as many findings from each source, drawn at random."""
    chance = random.Random(seed)
    drawn: list[Drawn] = []
    for place, source in enumerate(sources):
        with TemporaryDirectory() as made:
            every = list(candidates(as_folder(source, Path(made)), source.name, today))
        share = number // len(sources) + (place < number % len(sources))
        drawn += chance.sample(every, min(share, len(every)))
        print(f"{source}: {len(every)} findings, {min(share, len(every))} drawn", file=sys.stderr)
    chance.shuffle(drawn)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for at, (folder, each, why, text) in enumerate(drawn, 1):
        says = f"{each.text} ({each.when})" if each.when else each.text
        facts = (folder, each.message, each.rule, COLOUR[each.level], each.quote, says, each.advice, why, text)
        writer.writerow([at, *map(shown, facts), "", ""])


def answers(sheet: Path) -> dict[str, tuple[str, bool]]:
    """Number of a finding → its rule, and whether a rater keeps it; those without an answer are left out."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["number"], row["rule"], row["keep"].strip().casefold()) for row in csv.DictReader(file)]
    unclear = [number for number, _, said in rows if said and said not in ANSWERS]
    if unclear:
        sys.exit(f"{sheet}: `keep` is y or n; look at {', '.join(unclear)}")
    return {number: (rule, ANSWERS[said]) for number, rule, said in rows if said}


def tally(sheets: Sequence[Path]) -> None:
    """Prints the share kept by rule and sheet, the least kept first, and how often two sheets agree."""
    said = {sheet.name: answers(sheet) for sheet in sheets}
    by_rule: defaultdict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, each in said.items():
        for rule, keeps in each.values():
            by_rule[rule][name].append(keeps)
            by_rule["all"][name].append(keeps)
    print("| rule | " + " | ".join(said) + " |\n| --- |" + " --- |" * len(said))
    for rule in sorted(by_rule, key=lambda rule: (rule == "all", rate(chain(*by_rule[rule].values())), rule)):
        cells = (f"{100 * rate(kept):.0f} % of {len(kept)}" if (kept := by_rule[rule].get(name)) else "" for name in said)
        print(f"| {rule} | " + " | ".join(cells) + " |")
    for one, other in combinations(said, 2):
        both = said[one].keys() & said[other].keys()
        alike = [said[one][number][1] == said[other][number][1] for number in both]
        print(f"\n{one} and {other} agree on {sum(alike)} of {len(alike)}.")


def rate(kept: Iterable[bool]) -> float:
    """The share that is kept."""
    values = list(kept)
    return sum(values) / len(values) if values else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw")
    drawing.add_argument("number", type=int)
    drawing.add_argument("sources", type=Path, nargs="+")
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--as-of", type=date.fromisoformat, default=date.today())
    commands.add_parser("tally").add_argument("sheets", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "draw":
        draw(given.number, given.sources, given.seed, given.as_of)
    else:
        tally(given.sheets)


if __name__ == "__main__":
    main()
