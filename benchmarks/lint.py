"""How fast `msgreview lint` is, as a ratio to a peer that reads the same texts in the same run.

    python benchmarks/lint.py GENERATOR [--sizes 2500,10000] [--rounds 3]

GENERATOR is a script that writes N messages twice: `GENERATOR OUT N` makes OUT/yaml (for msgreview) and OUT/txt (for the peer).
The peer is write-good 1.0.8 from npm, installed into a temporary folder. Machines are noisy: the tools take turns, each figure is
the median of the rounds, and the ratios are what counts. Prints a table, and the budgets that do not hold.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PEER = "write-good@1.0.8"
TINY = "id: a.b\nkind: scripted\nchannel: email\nsubject: Hello\nbody: Dear Sam, your book is here.\n"
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
        print(f"{'holds' if value <= limit else 'BROKEN':8}{name:44}{value:8.2f}  (at most {limit})")
    if any(value > limit for _, value, limit in budgets):
        sys.exit(1)


def install_peer(folder: Path) -> str:
    """The peer's command, installed into `folder`."""
    npm = shutil.which("npm") or sys.exit("npm is needed for the peer: install Node.js.")
    subprocess.run([npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder, PEER], check=True)
    return str(folder / "node_modules" / ".bin" / "write-good")


def main() -> None:
    """Measure, print the table, and end with 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", type=Path)
    parser.add_argument("--sizes", default="2500,10000")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = measure(folder, given.generator.resolve(), sizes, given.rounds)
    report(costs, sizes)


def measure(folder: Path, generator: Path, sizes: list[int], rounds: int) -> dict[str, Cost]:
    """The cost of every row, the rows taking turns."""
    tool = str(Path(sys.executable).with_name("msgreview"))
    peer = install_peer(folder / "peer")
    environment = os.environ | {"MSGREVIEW_CACHE": str(folder / "cache")}
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "bare.py").write_text(BARE)
    taken: dict[str, list[Cost]] = {}

    def take(row: str, command: list[str], where: Path = folder) -> None:
        taken.setdefault(row, []).append(run(command, where, environment))

    for size in sizes:
        subprocess.run([sys.executable, generator, folder / str(size), str(size)], check=True, stdout=subprocess.DEVNULL)
    for _ in range(rounds):
        for _ in range(3):
            take("bare typer program", [sys.executable, "bare.py", "a"])
            take("tiny, cold", [tool, "lint", "--no-cache", "tiny.yaml"])
        for size in sizes:
            made = folder / str(size)
            texts = sorted(str(path.relative_to(made)) for path in (made / "txt").rglob("*.md"))
            take(f"peer {size}", [peer, "--parse", *texts], made)
            for jobs in (1, 2):
                take(f"cold {size}, {jobs} jobs", [tool, "lint", "--no-cache", "--exit-zero", "--jobs", str(jobs), "yaml"], made)
            shutil.rmtree(folder / "cache", ignore_errors=True)
            take(f"fill cache {size}", [tool, "lint", "--exit-zero", "--jobs", "2", "yaml"], made)
            take(f"warm {size}", [tool, "lint", "--exit-zero", "--jobs", "2", "yaml"], made)
    return {row: median(costs) for row, costs in taken.items()}


def report(costs: dict[str, Cost], sizes: list[int]) -> None:
    """Print the table and the budgets."""
    print(f"{'':24}{'wall s':>9}{'cpu s':>9}{'MiB':>7}{'of peer':>9}")
    for row, cost in costs.items():
        size = next((size for size in sizes if str(size) in row.replace(",", " ").split()), None)
        ratio = f"{cost.wall / costs[f'peer {size}'].wall:.2f}" if size else ""
        print(f"{row:24}{cost.wall:9.3f}{cost.cpu:9.2f}{cost.peak:7.0f}{ratio:>9}")
    low, high = sizes[0], sizes[-1]
    tiny, bare = costs["tiny, cold"].wall, costs["bare typer program"].wall
    budgets = [
        (f"cold, 2 jobs, of the peer at {low}", costs[f"cold {low}, 2 jobs"].wall / costs[f"peer {low}"].wall, 0.6),
        (f"warm, of the peer at {low}", costs[f"warm {low}"].wall / costs[f"peer {low}"].wall, 0.1),
        (f"{high} of {low}, cold, 2 jobs", costs[f"cold {high}, 2 jobs"].wall / costs[f"cold {low}, 2 jobs"].wall, 4.4),
        (
            f"MiB of the largest process at {high}",
            max(cost.peak for row, cost in costs.items() if row.startswith(f"cold {high}")),
            150,
        ),
        ("tiny file, seconds", tiny, 0.35),
        ("tiny file, of a bare typer program", tiny / bare, 2.2),
    ]
    judge(budgets)


if __name__ == "__main__":
    main()
