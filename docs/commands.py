"""The help texts in commands.md, as the commands print them now, and the lists of formats and systems in importing.md.

python docs/commands.py      (`make pictures` runs it too)
"""

import re
from pathlib import Path

from typer.testing import CliRunner

from msgreview.cli.app import command_line
from msgreview.importing.exports import kinds_of
from msgreview.importing.formats import IMPORTERS
from msgreview.importing.systems import SYSTEMS

PAGE = Path(__file__).with_name("commands.md")
IMPORTING = Path(__file__).with_name("importing.md")
_SYSTEMS = re.compile(r"(?<=^\| --- \| --- \| --- \|\n)(?:\| `.*\n)*", re.MULTILINE)
_FORMATS = re.compile(r"(?<=^## What it reads\n\n)(?:- .*\n)*", re.MULTILINE)
_SECTION = re.compile(
    r"^## msgreview ?(?P<command>.*)\n(?P<words>(?:(?!^## )[\s\S])*?)```text\n(?P<help>[\s\S]*?)```", re.MULTILINE
)


def help_text(command: str) -> str:
    """What `msgreview COMMAND --help` prints 80 columns wide; trailing blanks are left out."""
    asked = [*command.split(), "--help"]
    shown = CliRunner().invoke(command_line(), asked, prog_name="msgreview", terminal_width=80, color=False)
    return "\n".join(row.rstrip() for row in shown.stdout.strip().splitlines()) + "\n"


def sections(page: str) -> dict[str, str]:
    """Command → its help as it stands in `page`."""
    return {found["command"]: found["help"] for found in _SECTION.finditer(page)}


def refreshed(page: str) -> str:
    """`page` with every help text as it is now."""

    def section(found: re.Match[str]) -> str:
        return found[0].removesuffix(found["help"] + "```") + help_text(found["command"]) + "```"

    return _SECTION.sub(section, with_sections(page))


def with_sections(page: str) -> str:
    """`page` with a section for each system, in their order, in the place of those that there are."""
    every = list(re.finditer(r"^## msgreview import (?!records).*\n(?:(?!## ).*\n)*", page, re.MULTILINE))
    words = {
        match[1]: match[2] for match in re.finditer(r"^## msgreview import (.*)\n((?:(?!## |```).*\n)*)", page, re.MULTILINE)
    }
    sections = (f"## msgreview import {name}\n{words.get(name, chr(10))}```text\n```\n\n" for name in SYSTEMS)
    return page[: every[0].start()] + "".join(sections) + page[every[-1].end() :]


def with_formats(page: str) -> str:
    """`page` with its lists of formats and systems as they are now."""
    rows = (f"- {each.name} ({', '.join(f'`.{suffix}`' for suffix in each.suffixes)}): {each.about}.\n" for each in IMPORTERS)
    systems = (f"| `{each.name}` | {each.title}: {each.about} | {kinds_of(each)} |\n" for each in SYSTEMS.values())
    page = _SYSTEMS.sub(lambda _: "".join(systems), page, count=1)
    return _FORMATS.sub(lambda _: "".join(rows), page, count=1)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text("utf-8")), encoding="utf-8")
    IMPORTING.write_text(with_formats(IMPORTING.read_text("utf-8")), encoding="utf-8")
