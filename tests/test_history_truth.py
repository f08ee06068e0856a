"""History against truth computed another way, slowly: commit by commit, and file by file with `git log`.

MSGREVIEW_TEST_REPOSITORY names one made before; else a small one is made by the generator beside this repository.
"""

import os
import random
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from histories import Repo
from scale import times

GENERATOR = Path(__file__).parents[1].parent / "shared" / "bench" / "genrepo.py"
SAMPLE = 50

pytestmark = [pytest.mark.usefixtures("own_git"), pytest.mark.slow]


class Truth(NamedTuple):
    """Of a message: who first wrote it and when, when its words last changed, and who wrote them."""

    origin: tuple[str, str]
    last: str
    authors: list[str]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    named = os.environ.get("MSGREVIEW_TEST_REPOSITORY")
    folder = Path(named) if named else tmp_path_factory.mktemp("generated") / "repo"
    if not named:
        if not GENERATOR.exists():
            pytest.skip("the generator of repositories is not here")
        subprocess.run([sys.executable, GENERATOR, folder, str(times(200)), str(times(1000))], check=True, capture_output=True)
    repo = Repo.__new__(Repo)
    repo.folder = folder
    return repo


def truth(repo: Repo, path: str) -> Truth:
    """The life of the file that a message is in now, each version read with PyYAML and compared word by word.

    A file of this generator holds one message, whose id is in its name: what was at other paths is found by that name.
    """
    name = re.sub(r"^v\d+-", "", Path(path).name)
    lines = repo.git(
        "log", "--reverse", "--topo-order", "--format=commit %H %at %an <%ae>", "--name-only", "--no-renames", "--", f"*{name}"
    )
    origin, last, authors, known = ("", ""), "", dict[str, None](), None
    for block in re.split(r"(?m)^commit ", lines)[1:]:
        header, *paths = [line for line in block.splitlines() if line]
        commit, seconds, who = header.split(" ", 2)
        day = datetime.fromtimestamp(int(seconds), UTC).isoformat()
        for each in paths:
            text = _at(repo, commit, each)
            if text is None:
                continue
            message = yaml.safe_load(text)
            words = [str(message.get(field, "")).split() for field in ("channel", "format", "subject", "body")]
            origin = origin if known else (who, day)
            if words != known:
                known, last = words, day
                authors[who] = None
    return Truth(origin, last, list(authors))


def _at(repo: Repo, commit: str, path: str) -> str | None:
    done = subprocess.run(["git", "show", f"{commit}:{path}"], cwd=repo.folder, capture_output=True, check=False)
    return None if done.returncode else done.stdout.decode()


def test_origin_last_change_and_authors_are_those_that_git_shows_file_by_file(generated: Repo, tmp_path: Path) -> None:
    review = generated.review(store=tmp_path / "store.sqlite")
    assert review.history
    for id_ in random.Random(50).sample(sorted(review.catalogue.messages), SAMPLE):
        timeline = review.history.timeline(id_)
        assert timeline.origin
        assert timeline.last_text
        found = Truth(
            (str(timeline.origin.commit.authors[0]), timeline.origin.commit.when.isoformat()),
            timeline.last_text.commit.when.isoformat(),
            [str(person) for person in timeline.authors],
        )
        assert found == truth(generated, review.catalogue.messages[id_].path), id_


def test_a_warm_store_says_the_same(generated: Repo, tmp_path: Path) -> None:
    cold = generated.history(store=tmp_path / "store.sqlite")
    assert generated.history(store=tmp_path / "store.sqlite") == cold


PEOPLE = ("Ann Lee", "Bo Ray", "Cy Fox", "Di Orr")


def retold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small history with branches, renames and deletions, told as that of a catalogue with stamps."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    source, chance, clock, texts = Repo(folder / "source"), random.Random(11), iter(range(1_700_000_000, 2**31, 900_000)), 0

    def commit() -> None:
        nonlocal texts
        texts += 1
        path = source.folder / f"page-{chance.randrange(7)}.md"
        others = sorted(source.folder.glob("*.md"))
        if others and chance.random() < 0.15:
            path = chance.choice(others)
            path.rename(path.with_name(f"moved-{texts}.md")) if chance.random() < 0.6 else path.unlink()
        else:
            path.write_text(
                f"# Page\n\nThese are the words of change {texts}.\n\nThey go on for a while, as they always did.\n", "utf-8"
            )
        person = chance.choice(PEOPLE)
        mail, when = f"{person[:2].strip().lower()}@library.example", f"{next(clock)} +0000"
        for who in ("AUTHOR", "COMMITTER"):
            for name, value in (("NAME", person), ("EMAIL", mail), ("DATE", when)):
                monkeypatch.setenv(f"GIT_{who}_{name}", value)
        source.git("add", "-A")
        source.git("commit", "-q", "-m", f"Change {texts}")

    for turn in range(6):
        for _ in range(3):
            commit()
        source.git("switch", "-q", "-c", f"side-{turn}", "HEAD~2")
        commit()
        source.git("switch", "-q", "main")
        merge = ["git", "merge", "-q", "--no-ff", "--no-commit", "-X", "theirs", f"side-{turn}"]
        subprocess.run(merge, cwd=source.folder, capture_output=True, check=False)  # It may not agree, and takes what is there.
        source.git("add", "-A")
        source.git("commit", "-q", "--no-edit", "--allow-empty")
    import_module("replay").retell(source.folder, folder / "retold", (".md",), stamps=True)
    return folder / "retold"


def test_states_and_lives_are_those_of_every_commit_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = retold(tmp_path, monkeypatch)
    monkeypatch.setenv("MSGREVIEW_CACHE", str(tmp_path / "cache"))
    count, states, wrong, explained = import_module("truth").compare(catalogue, date(2025, 4, 1), 2)
    assert (wrong, explained) == ([], [])
    assert count > 5
    assert len(states) > 2
