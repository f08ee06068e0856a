"""How fast `msgreview` is, as a ratio to peers that read the same texts in the same run.

    python benchmarks/lint.py GENERATOR [--sizes 2500,10000] [--rounds 3]

GENERATOR is a script that writes N messages twice: `GENERATOR OUT N` makes OUT/yaml (for msgreview) and OUT/txt (for the peers).
The peers are write-good, from npm, and Vale, built through Go's modules and given as many like rules as msgreview has on; each is
installed into a temporary folder, and a Vale that cannot be had is left out. A warm run gives its last answer again; where a file
was touched, results are read from the cache and printed anew. Machines are noisy: the tools take turns, each figure is the median
of the rounds, and the ratios are what counts. Prints the load, a table, and the budgets that do not hold.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

WRITE_GOOD = "write-good@1.0.8"
GIT = ("git", "-c", "user.name=Sam Poe", "-c", "user.email=sam@library.example")
VALE = "github.com/vale-cli/vale/v3/cmd/vale@v3.22.0"
PEERS = ("write-good", "vale")
RUBRICS = Path(__file__).resolve().parents[1] / "rubrics"
VALE_KINDS = {
    "existence": ("tokens", "raw", "nonword", "append"),
    "substitution": ("swap", "nonword", "capitalize"),
    "repetition": ("tokens", "max", "alpha"),
    "occurrence": ("token", "max", "min"),
    "consistency": ("either", "nonword"),
    "conditional": ("first", "second"),
    "capitalization": ("match", "style", "exceptions"),
}
"""The keys of the kinds that have Vale's meaning."""
TINY = "id: a.b\nkind: scripted\nchannel: email\nsubject: Hello\nbody: Dear Sam, your book number {} is here.\n"
BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef a(): pass\n@app.command()\ndef b(): pass\napp()\n"


class Cost(NamedTuple):
    """What one run of a command took: seconds on the clock, seconds of processor, MiB at the peak of its largest process."""

    wall: float
    cpu: float
    peak: float


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run `command` in `folder`, its output thrown away."""
    start = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 255):
        sys.exit(f"{' '.join(command[:4])} … ended with {process.returncode}")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(costs: Iterable[Cost]) -> Cost:
    """The median of each figure, the largest peak."""
    walls, cpus, peaks = zip(*costs, strict=True)
    return Cost(statistics.median(walls), statistics.median(cpus), max(peaks))


def judge(budgets: Iterable[tuple[str, float, float]]) -> None:
    """Print which budgets (name, value, limit) hold, and end with 1 where one does not."""
    budgets = list(budgets)
    print()
    for name, value, limit in budgets:
        print(f"{'holds' if value <= limit else 'BROKEN':8}{name:52}{value:8.2f}  (at most {limit})")
    if any(value > limit for _, value, limit in budgets):
        sys.exit(1)


def install_write_good(folder: Path) -> str:
    """The command of write-good, installed into `folder`."""
    npm = shutil.which("npm") or sys.exit("npm is needed for the peer: install Node.js.")
    subprocess.run([npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, WRITE_GOOD], check=True)
    return str(folder / "node_modules" / ".bin" / "write-good")


def install_vale(folder: Path) -> str | None:
    """The command of Vale, built in `folder`; None where Go is missing or its modules cannot be had."""
    go = shutil.which("go")
    if not go or subprocess.run([go, "install", VALE], env=os.environ | {"GOBIN": str(folder)}, capture_output=True).returncode:
        print("Vale is left out: Go, or a module that it needs, cannot be had here.")
        return None
    return str(folder / "vale")


def write_vale_styles(folder: Path) -> int:
    """Writes Vale's settings and a style with a like rule for each of ours; how many."""
    style = folder / "styles" / "Like"
    style.mkdir(parents=True)
    rules = list(like_rules())
    for number, rule in enumerate(rules):
        (style / f"Rule{number}.yml").write_text(yaml.safe_dump({"message": "'%s'", "level": "warning"} | rule), "utf-8")
    (folder / ".vale.ini").write_text("StylesPath = styles\nMinAlertLevel = suggestion\n[*.md]\nBasedOnStyles = Like\n")
    return len(rules)


def like_rules() -> Iterator[dict[str, object]]:
    """The shipped rules as Vale has them, in number.

    Those of the kinds that both tools have go over as they are. Each other one becomes a rule that looks for the first words of
    its bad examples: Vale has nothing of their kind, and the patterns of our moves would take it minutes.
    """
    for path in sorted(RUBRICS.glob("*.yaml")):
        for rule in yaml.safe_load(path.read_text("utf-8")).get("rules", {}).values():
            kind = rule["extends"]
            options = {key: rule[key] for key in VALE_KINDS.get(kind, ()) if key in rule}
            if options and kind != "capitalization":
                yield {"extends": kind, "ignorecase": rule.get("ignorecase", True)} | options
            elif options:
                yield {"extends": kind} | options
            else:
                texts = [
                    str(each.get("body", "") if isinstance(each, dict) else each)
                    for each in rule.get("examples", {}).get("bad", ())
                ]
                tokens = [" ".join(re.findall(r"[a-z']+", text.lower())[:3]) for text in texts]
                yield {"extends": "existence", "ignorecase": True, "tokens": [token for token in tokens if token] or ["none"]}


def main() -> None:
    """Measure, print the table, and end with 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", type=Path)
    parser.add_argument("--sizes", default="2500,10000")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    print(f"load before: {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as name:
        costs = Bench(Path(name), given.generator.resolve()).measure(sizes, given.rounds)
    print(f"load after: {os.getloadavg()[0]:.2f}")
    report(costs, sizes)


class Bench:
    """Runs the commands in turn, in a folder of its own."""

    def __init__(self, folder: Path, generator: Path) -> None:
        self.folder = folder
        self.generator = generator
        self.tool = str(Path(sys.executable).with_name("msgreview"))
        self.cache = folder / "cache"
        self.environment = os.environ | {"MSGREVIEW_CACHE": str(self.cache)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # Bytecode is saved where people install.
        self.taken: dict[str, list[Cost]] = {}

    def measure(self, sizes: list[int], rounds: int) -> dict[str, Cost]:
        """The cost of every row, the rows taking turns."""
        write_good = install_write_good(self.folder / "write-good")
        vale = install_vale(self.folder / "vale")
        like = write_vale_styles(self.folder)
        print(f"{like} like rules for Vale")
        (self.folder / "bare.py").write_text(BARE)
        (self.folder / "msgreview.yaml").write_text("grammar: off\n")  # As without the extra; harper takes .7 s to start.
        for size in sizes:
            made = self.folder / str(size)
            subprocess.run([sys.executable, self.generator, made, str(size)], check=True, stdout=subprocess.DEVNULL)
        for turn in range(rounds):
            for small in range(3):
                self._tiny(3 * turn + small)
            for size in sizes:
                self._catalogue(size, write_good, vale if size == sizes[0] else None)
        return {row: median(costs) for row, costs in self.taken.items()}

    def _take(self, row: str, command: list[str], where: Path | None = None) -> None:
        self.taken.setdefault(row, []).append(run(command, where or self.folder, self.environment))

    def _tiny(self, number: int) -> None:
        """One small file, which differs from turn to turn so that no answer is in the cache."""
        self._take("bare typer program", [sys.executable, "bare.py", "a"])
        for name, command in (("lint", [self.tool, "lint", "tiny.yaml"]), ("check", [self.tool, "check", "tiny.txt"])):
            shutil.rmtree(self.cache, ignore_errors=True)
            for row in (f"{name} tiny, first ever", f"{name} tiny, then"):
                (self.folder / "tiny.yaml").write_text(TINY.format(f"{number} {row}"))
                (self.folder / "tiny.txt").write_text(f"Dear Sam, your book number {number} {row} is here.\n")
                self._take(row, command)

    def _catalogue(self, size: int, write_good: str, vale: str | None) -> None:
        made = self.folder / str(size)
        texts = sorted(str(path.relative_to(made)) for path in (made / "txt").rglob("*.md"))
        self._take(f"write-good {size}", [write_good, "--parse", *texts], made)
        if vale:
            self._take(f"vale {size}", [vale, "--config", str(self.folder / ".vale.ini"), "--no-exit", "txt"], made)
        for jobs in (1, 2):
            command = [self.tool, "lint", "--no-cache", "--exit-zero", "--jobs", str(jobs), "yaml"]
            self._take(f"cold {size}, {jobs} jobs", command, made)
        shutil.rmtree(self.cache, ignore_errors=True)
        command = [self.tool, "lint", "--exit-zero", "--jobs", "2", "yaml"]
        self._take(f"fill cache {size}", command, made)
        self._take(f"warm {size}", command, made)
        message = min((made / "yaml").rglob("*.yaml"))
        message.touch()
        self._take(f"one touched {size}", command, made)
        text = message.read_text("utf-8")
        message.write_text(text + "notes: one more\n", "utf-8")
        self._take(f"one edited {size}", command, made)
        message.write_text(text, "utf-8")
        self._since(size, made, message)

    def _since(self, size: int, made: Path, message: Path) -> None:
        """A catalogue in git, and what is new in it since the last commit."""
        (made / "msgreview.yaml").write_text("grammar: off\nmessages: [yaml]\n")
        for command in (["init", "-q"], ["add", "yaml", "msgreview.yaml"], ["commit", "-qm", "Begin"]):
            subprocess.run([*GIT, *command], cwd=made, check=True)
        command = [self.tool, "lint", "--exit-zero", "--jobs", "2"]
        run(command, made, self.environment)
        message.touch()
        self._take(f"touched in git {size}", command, made)
        text = message.read_text("utf-8")
        message.write_text(text + "notes: one more\n", "utf-8")
        self._take(f"new since {size}", [*command, "--new-since", "HEAD"], made)
        message.write_text(text, "utf-8")
        shutil.rmtree(made / ".git")
        (made / "msgreview.yaml").unlink()


def report(costs: dict[str, Cost], sizes: list[int]) -> None:
    """Print the table and the budgets."""
    print(f"{'':26}{'wall s':>9}{'cpu s':>9}{'MiB':>7}{'of write-good':>15}{'of vale':>9}")
    for row, cost in costs.items():
        size = next((size for size in sizes if str(size) in row.replace(",", " ").split()), None)
        ratios = [f"{cost.wall / costs[f'{peer} {size}'].wall:.2f}" if f"{peer} {size}" in costs else "" for peer in PEERS]
        print(f"{row:26}{cost.wall:9.3f}{cost.cpu:9.2f}{cost.peak:7.0f}{ratios[0]:>15}{ratios[1]:>9}")
    low, high = sizes[0], sizes[-1]
    bare = costs["bare typer program"].cpu

    def of(row: str, peer: str) -> float:
        return costs[f"{row}"].wall / costs[f"{peer} {low}"].wall

    budgets = [
        (f"cold, 2 jobs, of write-good at {low}", of(f"cold {low}, 2 jobs", "write-good"), 0.55),
        *([(f"cold, 2 jobs, of Vale at {low}", of(f"cold {low}, 2 jobs", "vale"), 0.25)] if f"vale {low}" in costs else []),
        (f"warm, of write-good at {low}", of(f"warm {low}", "write-good"), 0.06),
        (f"one message edited, of write-good at {low}", of(f"one edited {low}", "write-good"), 0.1),
        (f"--new-since, of one touched at {low}", costs[f"new since {low}"].wall / costs[f"touched in git {low}"].wall, 1.5),
        (f"{high} of {low}, cold, 2 jobs", costs[f"cold {high}, 2 jobs"].wall / costs[f"cold {low}, 2 jobs"].wall, 4.4),
        (
            f"MiB of the largest process at {high}",
            max(cost.peak for row, cost in costs.items() if row.startswith(f"cold {high}")),
            140,
        ),
    ]
    for name in ("lint", "check"):
        first, then = costs[f"{name} tiny, first ever"].cpu, costs[f"{name} tiny, then"].cpu
        budgets += [
            (f"{name} of a tiny file, first ever, seconds of CPU", first, 0.8),
            (f"{name} of a tiny file, then, seconds of CPU", then, 0.35),
            (f"{name} of a tiny file, then, of a bare typer program", then / bare, 2.2),
        ]
    judge(budgets)


if __name__ == "__main__":
    main()
