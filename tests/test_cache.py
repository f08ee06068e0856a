"""The cache changes how long a run takes, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import planted
import pytest
from conftest import Cli, Ended
from scale import times

from msgreview.lint import cache
from msgreview.lint.file import FileLinter

HEAD = "kind: scripted\nchannel: chat\n"
FILES = {
    "msgreview.yaml": "profile: strict\nmessages: [messages]\nrubrics: [rubrics]\nreview: {every: 12 months}\n"
    "levels: {placeholders.no-sample: warning}\n",
    "policies.yaml": "loans: {days: {value: 28, says: ['for (\\w+) days']}}\n",
    "rubrics/house.yaml": "title: T\npractice: clear\nrules:\n  desk: {extends: existence, message: \"'%s'\", tokens: [desk]}\n",
    "messages/a.yaml": f"id: hall.a\n{HEAD}body: \"Go to the desk. {{% include 'hall.b' %}}\"\n",
    "messages/b.yaml": "id: hall.b\nkind: mixed\nchannel: chat\nparts:\n- use: hall.c\n",
    "messages/c.yaml": f"id: hall.c\n{HEAD}body: Please be advised that you may keep it for 21 days, {{{{ name }}}}.\n",
    "messages/d.yaml": f"id: hall.d\n{HEAD}body: The hall is yours.\nreview: {{last: 2026-01-05, by: Jo}}\n",
    "messages/e.yaml": "id: hall.e\nkind: mixed\nchannel: chat\nparts:\n- use: hall.c\n- text: Till then.\n",
}


def _replaced(name: str, old: str, new: str) -> Callable[[], object]:
    def change() -> None:
        text = Path(name).read_text(encoding="utf-8")
        assert old in text
        Path(name).write_text(text.replace(old, new), encoding="utf-8")

    change.__name__ = f"{name}: {old!r} becomes {new!r}"
    return change


def _moved() -> None:
    Path("messages/sub").mkdir()
    Path("messages/c.yaml").rename("messages/sub/c.yaml")


def _swapped() -> None:
    """Two files take each other's name: the contents are known, the places are not."""
    Path("messages/c.yaml").rename("x")
    Path("messages/d.yaml").rename("messages/c.yaml")
    Path("x").rename("messages/d.yaml")


def _unreadable() -> None:
    Path("messages/d.yaml").unlink()
    Path("messages/d.yaml").mkdir()


CHANGES: list[Callable[[], object]] = [
    _replaced("messages/c.yaml", "Please be advised that", "So"),
    _replaced("messages/c.yaml", "{{ name }}", "{{ nobody }}"),
    _replaced("messages/c.yaml", "id: hall.c", "id: hall.cc"),
    _replaced("messages/c.yaml", "you may", "{% include 'hall.a' %} you may"),
    _replaced("messages/b.yaml", "use: hall.c", "use: hall.gone"),
    _replaced("messages/b.yaml", "kind: mixed\nchannel: chat\nparts:\n- use: hall.c\n", f"{HEAD}body: Soon.\n"),
    _replaced("messages/d.yaml", "id: hall.d", "id: hall.a"),
    _replaced("messages/d.yaml", "2026-01-05", "2024-01-05"),
    _replaced("rubrics/house.yaml", "[desk]", "[desk, hall]"),
    _replaced("policies.yaml", "28", "21"),
    _replaced("msgreview.yaml", "review: {every: 12 months}", "review: {every: 3 months}"),
    _replaced("msgreview.yaml", "levels: {", "levels: {tone.form-letter: error, "),
    _replaced("msgreview.yaml", "rubrics:", "variables: {name: Sam}\nrubrics:"),
    lambda: Path("messages/c.yaml").unlink(),
    lambda: Path("messages/f.yaml").write_text(f"id: hall.f\n{HEAD}body: To the desk.\n", encoding="utf-8"),
    _moved,
    _swapped,
    _unreadable,
]


@pytest.fixture
def run(cli: Cli) -> Callable[..., Ended]:
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")

    def lint(*arguments: str) -> Ended:
        return cli("lint", "--format", "json", "--as-of", "2026-11-23", *arguments)

    return lint


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read and judged, as they are."""
    read: list[str] = []
    original = FileLinter.lint

    def noted(self: FileLinter, file: object, homes: object) -> object:
        read.append(str(getattr(file, "shown", file)))
        return original(self, file, homes)  # type: ignore[arg-type]

    monkeypatch.setattr(FileLinter, "lint", noted)
    return read


def test_a_warm_run_reads_nothing_and_says_the_same(run: Callable[..., Ended], read: list[str]) -> None:
    cold = run()
    assert len(set(read)) == 5
    read.clear()
    assert run() == cold
    assert read == []
    assert run("--no-cache") == cold
    assert len(set(read)) == 5


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_a_warm_run_says_what_a_cold_one_does(change: Callable[[], object], run: Callable[..., Ended]) -> None:
    before = run()
    change()
    warm = run()
    assert warm == run("--no-cache")
    assert warm.out != before.out
    assert run() == warm


def test_only_what_changed_is_read_again_and_what_uses_it(run: Callable[..., Ended], read: list[str]) -> None:
    run()
    for changed, again in (("c", "abce"), ("d", "d"), ("e", "e"), ("a", "a")):
        read.clear()
        path = Path(f"messages/{changed}.yaml")
        path.write_text(path.read_text(encoding="utf-8") + "notes: changed\n", encoding="utf-8")
        run()
        assert {Path(name).stem for name in read} == set(again)


@pytest.mark.parametrize("days", [("2026-11-23", "2027-03-01"), ("2026-11-23", "2025-12-31")])
def test_what_depends_on_the_day_is_judged_afresh(days: tuple[str, str], run: Callable[..., Ended]) -> None:
    dated = "{% if now().year == 2026 %}Please be advised{% else %}Kindly be advised{% endif %} that it is."
    Path("messages/g.yaml").write_text(f'id: hall.g\n{HEAD}body: "{dated}"\n', encoding="utf-8")
    _replaced("messages/d.yaml", "The hall is", "\"{% include 'hall.g' %} The hall is")()
    _replaced("messages/d.yaml", "yours.", 'yours."')()
    outputs = [run("--as-of", day).out for day in days]
    assert outputs[0] != outputs[1]
    assert outputs == [run("--as-of", day, "--no-cache").out for day in days]
    assert outputs == [run("--as-of", day).out for day in days]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut off"),
        pytest.param(lambda data: b"\xff" * len(data), id="overwritten"),
        pytest.param(lambda data: b"\x81\xa3key\xa1\xff", id="not UTF-8"),
        pytest.param(lambda data: b"\x93\x01\x02\x03", id="something else"),
        pytest.param(lambda data: data.replace(b"tone", b"\xc1one"), id="some bytes"),
    ],
)
def test_a_damaged_cache_is_said_and_made_anew(damage: Callable[[bytes], bytes], run: Callable[..., Ended]) -> None:
    cold = run()
    [kept] = Path(".cache").glob("*.msgpack")
    kept.write_bytes(damage(kept.read_bytes()))
    again = run()
    assert (again.code, again.out) == (cold.code, cold.out)
    assert "is damaged, so every message is read afresh and the cache is made anew." in again.err
    assert run() == cold


def test_another_version_of_the_tool_reads_afresh(
    run: Callable[..., Ended], read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = run()
    read.clear()
    monkeypatch.setattr(cache, "__version__", "999")
    assert run() == cold
    assert len(set(read)) == 5


def test_an_interrupt_while_the_cache_is_written_leaves_the_old_one(
    run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    [kept] = Path(".cache").glob("*.msgpack")
    before = kept.read_bytes()
    _replaced("messages/c.yaml", "Please", "Kindly")()

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("msgspec.msgpack.encode", interrupted)
        assert run().code == 130
    assert [path.read_bytes() for path in Path(".cache").glob("*.msgpack")] == [before]


def test_the_same_bytes_for_any_number_of_processes(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msgreview.lint.workers.WORTH_A_PROCESS", 20)
    monkeypatch.setattr("msgreview.lint.workers.BATCH_SIZE", 8)
    planted.catalogue(tmp_path, times(60))
    ways = (["--jobs", "1", "--no-cache"], ["--jobs", "3", "--no-cache"], ["--jobs", "2"], ["--jobs", "1"], ["--jobs", "2"])
    outputs = [cli("lint", ".", "--format", "json", *way) for way in ways]
    assert all(output == outputs[0] for output in outputs)


def test_few_files_in_several_processes(run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run("--jobs", "1", "--no-cache")
    monkeypatch.setattr("msgreview.lint.workers.WORTH_A_PROCESS", 1)
    monkeypatch.setattr("msgreview.lint.workers.BATCH_SIZE", 1)
    assert run("--jobs", "2", "--no-cache") == alone
