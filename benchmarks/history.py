"""How fast history is read, as a ratio to what git itself takes to list it in the same run.

    python benchmarks/history.py GENERATOR [--files 2500] [--commits 20000] [--rounds 3]
    python benchmarks/history.py --repository FOLDER [--rounds 3]

GENERATOR is a script that makes a repository with messages below `messages/`: `GENERATOR FOLDER FILES COMMITS`. The peer is
`git log --raw` of it, the least that anybody who wants to know every change has to do. Machines are noisy: the commands
take turns, the ratio is of medians, and seconds are those of the round that was disturbed least. The report is that of the
last full year, of which nothing was read before, and the same again. Prints a table, and which budgets hold.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lint import Cost, judge, median, run

DEMO = Path(__file__).parents[1] / "tests" / "demo_history.py"
TOOL = [sys.executable, "-m", "msgreview"]


def main() -> None:
    """Measure, print the table, and end with 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", type=Path, nargs="?")
    parser.add_argument("--files", default="2500")
    parser.add_argument("--commits", default="20000")
    parser.add_argument("--repository", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = given.repository and given.repository.resolve()
        if not repository:
            if not given.generator:
                parser.error("name a generator, or a repository")
            repository = folder / "generated"
            make = [sys.executable, given.generator.resolve(), repository, given.files, given.commits]
            subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, DEMO, folder / "demo"], check=True)
        costs = measure(folder, repository, given.rounds)
    report(costs)


def measure(folder: Path, repository: Path, rounds: int) -> dict[str, list[Cost]]:
    """The costs of every row, the rows taking turns. Python is compiled once, as where the tool is installed."""
    environment = os.environ | {"MSGREVIEW_CACHE": str(folder / "cache"), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken: dict[str, list[Cost]] = {}

    last = subprocess.run(
        ["git", "log", "-1", "--format=%cd", "--date=format:%Y"], cwd=repository, capture_output=True, text=True, check=True
    )
    year = str(int(last.stdout) - 1)

    def take(row: str, command: list[str], where: Path) -> None:
        taken.setdefault(row, []).append(run(command, where, environment))

    for command in ("status", "report"):
        run([*TOOL, command], folder / "demo", environment)
    for _ in range(rounds):
        shutil.rmtree(folder / "cache", ignore_errors=True)
        take("python", [sys.executable, "-c", "pass"], repository)
        take("git log --raw", ["git", "--no-pager", "log", "--raw"], repository)
        take("status, cold", [*TOOL, "status"], repository)
        take("status, warm", [*TOOL, "status"], repository)
        take("report, cold", [*TOOL, "report", year], repository)
        take("report, again", [*TOOL, "report", year], repository)
        take("demo, cold", [*TOOL, "status"], folder / "demo")
        for _ in range(3):
            take("demo, warm", [*TOOL, "status"], folder / "demo")
    return taken


def report(taken: dict[str, list[Cost]]) -> None:
    """Print the table and the budgets."""
    costs = {row: median(each) for row, each in taken.items()}
    least = {row: min(cost.wall for cost in each) for row, each in taken.items()}
    busy = {row: min(cost.cpu for cost in each) for row, each in taken.items()}
    peer = costs["git log --raw"].wall
    print(f"{'':16}{'wall s':>9}{'least':>9}{'cpu s':>9}{'MiB':>7}{'of git':>9}")
    for row, cost in costs.items():
        print(f"{row:16}{cost.wall:9.3f}{least[row]:9.3f}{cost.cpu:9.2f}{cost.peak:7.0f}{cost.wall / peer:9.2f}")
    budgets = [
        ("cold, of git log --raw", costs["status, cold"].wall / peer, 5.0),
        ("warm, seconds of processor more than Python", busy["status, warm"] - busy["python"], 0.4),
        ("report, seconds of processor", busy["report, cold"], 8.0),
        ("MiB of the largest process", max(cost.peak for row, cost in costs.items() if row.startswith("status")), 250),
        ("warm on the sample catalogue, seconds", least["demo, warm"], 0.6),
    ]
    judge(budgets)


if __name__ == "__main__":
    main()
