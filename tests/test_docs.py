"""What the documentation says is so: commands run, links lead somewhere, examples are valid, pictures are fresh."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from case_files import load_cases
from conftest import Cli, with_cache

from msgreview.catalogue.files import find_files
from msgreview.catalogue.load import load_text
from msgreview.catalogue.settings import load_settings
from msgreview.lint.cached import lint_in_catalogue
from msgreview.model.config import Config

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
LINKED = [*PAGES, *sorted((DOCS / "rules").glob("*.md"))]
REPLIES = "code,language,name,text\nhours,en,Hours,We are open until nine.\ncarte,fr,Carte,Voici votre carte.\n"
ANSWER = "Dear Sam,\n\nThe atlas is here, and I will gladly keep it for you until Friday.\n\nKind regards,\nNoor\n"
QUESTION = "Hello,\n\nMy grandmother sold lace on the quay about 1921. Do you have anything about her shop?\n\nSam Keller\n"
SHELL = re.compile(r"[|<>&;$*?`~\\=]")
"""What a shell would do something with, `NAME=value` before a command included."""
Typed = Callable[[str, Path], tuple[int, str]]
sys.path.insert(0, str(DOCS))


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def steps(path: Path) -> list[str]:
    return [row.removeprefix("$ ") for block in blocks(path, "console") for row in block.splitlines() if row.startswith("$ ")]


@pytest.fixture
def typed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs a line as it stands in a page, in a folder: its exit code, and what it wrote. What is only one of our commands is run
    in this process, the rest by the shell.
    """
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")

    def run(line: str, folder: Path) -> tuple[int, str]:
        words = shlex.split(line, comments=True)
        if words[0] == "msgreview" and not SHELL.search(line.partition("  #")[0]):
            monkeypatch.chdir(folder)
            ended = cli(*words[1:])
            return ended.code, ended.out + ended.err
        done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def first_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample catalogue as a team would have it: settings at the top, messages below, and files to read in; beside it, as
    `.cache`, what was cached when they were linted.
    """
    folder = tmp_path_factory.mktemp("first") / "library"
    shutil.copytree(ROOT / "messages", folder / "messages")
    for name in ("msgreview.yaml", "policies.yaml"):
        (folder / "messages" / name).rename(folder / name)
    settings = (folder / "msgreview.yaml").read_text("utf-8")
    (folder / "msgreview.yaml").write_text(
        settings.replace('messages: ["."]', "messages: [messages]\nrubrics: [rubrics]"), "utf-8"
    )
    shutil.copytree(ROOT / "msgreview" / "cli" / "fresh" / "rubrics", folder / "rubrics")
    (folder / "replies.csv").write_text(REPLIES)
    shutil.copy(ROOT / "tests" / "cases" / "systems" / "koha.yml", folder / "sample_notices.yml")
    (folder / "answer.txt").write_text(ANSWER)
    (folder / "question.txt").write_text(QUESTION)
    identity = ("-c", "user.name=Jo Doe", "-c", "user.email=jo@library.example")
    for step in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "Our messages"]):
        subprocess.run(["git", *step], cwd=folder, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSGREVIEW_CACHE", str(folder.with_name(".cache")))
        lint_in_catalogue(find_files([folder / "messages"], folder), load_settings(folder, date.today()))
    return folder


@pytest.fixture
def library(first_library: Path, tmp_path: Path) -> Path:
    """A copy of the first library."""
    folder = shutil.copytree(first_library, tmp_path / "library")
    with_cache(first_library, folder, first_library.with_name(".cache"), tmp_path / ".cache")
    return folder


# The commands of review.md are walked below, each with its exit code and what it says.
@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in PAGES if steps(path) and path.stem != "review"], ids=names)
def test_commands_end_as_the_page_says(path: Path, library: Path, typed: Typed) -> None:
    """Each page's commands, one after the other in one folder; 0 unless `# exit code N` stands behind one."""
    if "messages/drafts" not in path.read_text("utf-8"):  # They are there to be found fault with.
        shutil.rmtree(library / "messages" / "drafts")
    (library / "tests").symlink_to(ROOT / "tests")
    folder, wrong = library, []
    for step in steps(path):
        if step.startswith("cd "):
            folder = folder / step.removeprefix("cd ")
            continue
        code, said = typed(step, folder)
        expected = re.search(r"# exit code (\d+)", step)
        if code != int(expected[1] if expected else 0):
            wrong.append(f"$ {step}\n{code}\n{said[-4000:]}")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.slow
def test_the_review_is_walked_as_its_page_tells_it(tmp_path: Path, typed: Typed, demo_history: Path, demo_cache: Path) -> None:
    """Every command of the page in its order, with what it says; nobody reads on where something else comes."""
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    page = "\n".join(
        re.findall(r"^```(?:console|sh)\n(.*?)^```", (DOCS / "review.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    )
    commands = [row.removeprefix("$ ") for row in page.splitlines() if row]
    walk = load_cases("review_walk.yaml")
    assert [command[: len(step["run"])] for command, step in zip(commands, walk, strict=True)] == [step["run"] for step in walk]
    year, folder = str(date.today().year + 1), tmp_path
    for command, step in zip(commands, walk, strict=True):
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
            subprocess.run(["git", "clone", "-q", folder, tmp_path / "old-repository"], check=True)
            with_cache(demo_history, folder, demo_cache, tmp_path / ".cache")
            continue
        code, wrote = typed(command.replace("2027", year), folder)
        said = (folder / step["file"]).read_text("utf-8") if "file" in step else wrote
        assert code == step.get("code", 0), f"{command}\n{said}"
        flat = " ".join(said.split())
        for words in step.get("says", ()):
            assert " ".join(words.replace("2027", year).split()) in flat, f"{command}\n{said}"


@pytest.mark.parametrize("path", LINKED, ids=names)
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`|\\.", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        home = path.parent / file if file else path
        assert home.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", home.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}, target


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_files_that_are_named_exist(path: Path) -> None:
    """Paths in backticks that start with a folder of this repository; those with a capital word in them are patterns."""
    for name in re.findall(r"`((?:docs|msgreview|tests|benchmarks)/[\w./-]+)`", path.read_text("utf-8")):
        assert (ROOT / name).exists() or (ROOT / f"{name}.py").exists(), name


def test_modules_that_the_architecture_names_exist() -> None:
    for name in re.findall(
        r"`((?:model|catalogue|matching|prose|template|moves|rubric|lint|proof|history|importing|report|cli)/\w+)`",
        (DOCS / "architecture.md").read_text("utf-8"),
    ):
        module = ROOT / "msgreview" / name
        assert module.with_suffix(".py").exists() or (module / "__init__.py").exists(), name


@pytest.mark.parametrize("example", blocks(DOCS / "messages.md", "yaml"))
def test_examples_of_messages_are_valid(example: str) -> None:
    if not re.search(r"^(?:id|kind):", example, re.MULTILINE):
        assert yaml.safe_load(example)
        return
    loaded = load_text(example, "example.yaml")
    assert loaded.entries
    assert loaded.problems == ()


@pytest.mark.parametrize("example", blocks(DOCS / "configuration.md", "yaml") + blocks(DOCS / "adopting.md", "yaml"))
def test_examples_of_settings_are_valid(example: str, tmp_path: Path) -> None:
    from datetime import date

    from msgreview.catalogue.settings import load_settings

    policies = not set(yaml.safe_load(example)) & set(Config.__struct_fields__)
    (tmp_path / ("policies.yaml" if policies else "msgreview.yaml")).write_text(example, "utf-8")
    (tmp_path / "msgreview.yaml").touch()
    settings = load_settings(tmp_path, date(2026, 11, 23))
    assert (settings.policies if policies else settings.config) not in ((), Config())


def test_help_texts_are_fresh() -> None:
    import commands

    shown = commands.sections(commands.PAGE.read_text("utf-8"))
    assert len(shown) > 10
    for command, text in shown.items():
        assert text == commands.help_text(command), "run `make pictures`"
    importing = commands.IMPORTING.read_text("utf-8")
    assert commands.with_formats(importing) == importing, "run `make pictures`"


@pytest.mark.parametrize("name", ["lint", "show", "preview"])
def test_pictures_are_fresh(name: str) -> None:
    import pictures

    assert name in pictures.PICTURES
    drawn = (pictures.FOLDER / f"{name}.svg").read_text("utf-8")
    assert drawn == pictures.picture(name), "run `make pictures`"


def test_every_picture_is_in_the_readme_with_words_for_those_who_do_not_see_it() -> None:
    shown = re.findall(r"!\[(.{30,})\]\((.*?)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(target for _, target in shown) == sorted(names(path) for path in (DOCS / "pictures").glob("*.svg"))
