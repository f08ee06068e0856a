"""Draws which folder of the package imports which, from the code.

`python docs/imports.py` puts the chart into docs/architecture.md; `python docs/imports.py ROOT` prints it for another checkout.
An arrow that other arrows imply is left out.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

import grimp

PAGE = Path(__file__).with_name("architecture.md")
BEGIN, END = "<!-- imports -->\n", "<!-- /imports -->"


def imports(root: Path) -> tuple[dict[str, set[str]], Counter[str]]:
    """Folder → the folders that it imports, and the lines of code in each."""
    sys.path.insert(0, str(root))
    graph = grimp.build_graph("msgreview", cache_dir=None)
    arrows: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for target in graph.find_modules_directly_imported_by(module):
            above, below = _folder(module), _folder(target)
            if above and below and above != below:
                arrows[above].add(below)
    lines: Counter[str] = Counter()
    for path in (root / "msgreview").rglob("*.py"):
        parts = path.relative_to(root / "msgreview").parts
        if len(parts) > 1:
            lines[parts[0]] += len(path.read_text("utf-8").splitlines())
    return arrows, lines


def _folder(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def chart(arrows: dict[str, set[str]], lines: Counter[str]) -> str:
    """The Mermaid chart; each folder with its share of all lines."""
    every = sum(lines.values())
    nodes = [f"  {name}[{name} {100 * count / every:.0f} %]" for name, count in sorted(lines.items())]
    edges = [f"  {above} --> {below}" for above in sorted(arrows) for below in sorted(_direct(above, arrows))]
    return "\n".join(["```mermaid", "flowchart TD", *nodes, *edges, "```"])


def _direct(above: str, arrows: dict[str, set[str]]) -> set[str]:
    """The folders that `above` imports and that none of the others which it imports leads to."""
    return {
        below for below in arrows[above] if not any(_leads(other, below, arrows) for other in arrows[above] if other != below)
    }


def _leads(start: str, end: str, arrows: dict[str, set[str]]) -> bool:
    todo, seen = [start], {start}
    while todo:
        here = todo.pop()
        if here == end:
            return True
        new = arrows.get(here, set()) - seen
        seen |= new
        todo += new
    return False


def page(text: str, drawn: str) -> str:
    """The text of the page with the chart in its place."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{drawn}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.stdout.write(chart(*imports(Path(sys.argv[1]))) + "\n")
    else:
        PAGE.write_text(page(PAGE.read_text("utf-8"), chart(*imports(PAGE.parents[1]))), "utf-8")
