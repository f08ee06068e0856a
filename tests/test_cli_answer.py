"""Where nothing has changed, `lint` gives its last answer again, and reads nothing twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli, Ended

from msgreview.cli import answer, lint

FILES = {
    "msgreview.yaml": "messages: [messages]\nrubrics: [rubrics]\n",
    "rubrics/house.yaml": "title: T\npractice: clear\nrules:\n  desk: {extends: existence, message: \"'%s'…\", tokens: [desk]}\n",
    "messages/a.yaml": "id: hall.a\nkind: scripted\nchannel: chat\nbody: Go to the desk, please. Café… ★\n",
    "messages/b.yaml": "id: hall.b\nkind: scripted\nchannel: chat\nbody: The hall is yours.\n",
}


@pytest.fixture
def run(cli: Cli) -> Callable[..., Ended]:
    for name, text in FILES.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return lambda *arguments: cli("lint", *arguments)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each run that is made."""
    made: list[int] = []
    original = lint._run

    def noted(*arguments: object, **options: object) -> object:
        made.append(1)
        return original(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(lint, "_run", noted)
    return made


@pytest.mark.parametrize(
    "arguments", [[], ["--format", "concise"], ["--format", "json"], ["--fail-on", "suggestion"], ["messages"]]
)
def test_the_same_is_said_again(arguments: list[str], run: Callable[..., Ended], runs: list[int]) -> None:
    first = run(*arguments, "--as-of", "2026-11-23")
    assert run(*arguments, "--as-of", "2026-11-23") == first
    assert len(runs) == 1
    assert first.out


def _touch(name: str, more: str) -> Callable[[], object]:
    return lambda: Path(name).write_text(Path(name).read_text(encoding="utf-8") + more, encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_touch("messages/b.yaml", "notes: x\n"), id="a message"),
        pytest.param(_touch("rubrics/house.yaml", "  hall: {extends: existence, message: m, tokens: [hall]}\n"), id="a rubric"),
        pytest.param(_touch("msgreview.yaml", "vocabulary: {accept: [desk]}\n"), id="the settings"),
        pytest.param(lambda: Path("messages/b.yaml").rename("messages/c.yaml"), id="a name"),
        pytest.param(lambda: Path("messages/b.yaml").unlink(), id="a file less"),
    ],
)
def test_after_a_change_it_is_asked_afresh(change: Callable[[], object], run: Callable[..., Ended], runs: list[int]) -> None:
    run()
    change()
    assert run() == run("--no-cache")
    assert len(runs) == 3


@pytest.mark.parametrize(
    "other",
    [
        *(["--as-of", "2027-03-01"], ["--level", "error"], ["--select", "house"], ["--ignore", "house"], ["--exit-zero"]),
        *(["--format", "github"], ["--profile", "strict"], ["--fail-on", "warning"], ["messages/a.yaml"]),
    ],
)
def test_another_question_has_another_answer(other: list[str], run: Callable[..., Ended], runs: list[int]) -> None:
    run()
    run(*other)
    assert len(runs) == 2


def test_an_answer_for_another_width_is_another(
    run: Callable[..., Ended], runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    monkeypatch.setattr("msgreview.cli.output.width", lambda: 60)
    run()
    assert len(runs) == 2


def test_what_hangs_on_messages_that_were_not_named_is_asked_each_time(run: Callable[..., Ended], runs: list[int]) -> None:
    Path("messages/c.yaml").write_text("id: hall.c\nkind: mixed\nchannel: chat\nparts: [{use: hall.a}]\n", encoding="utf-8")
    for _ in range(2):
        run("messages/c.yaml")
    assert len(runs) == 2


@pytest.mark.parametrize("data", [b"", b"\x94\x01", b"\xff" * 40])
def test_a_damaged_answer_is_asked_afresh(data: bytes, run: Callable[..., Ended], runs: list[int]) -> None:
    first = run()
    [kept] = Path(".cache/answers").iterdir()
    kept.write_bytes(data)
    assert run() == first
    assert len(runs) == 2


@pytest.mark.parametrize("hindrance", ["unreadable", "too large", "no folder"])
def test_what_cannot_be_kept_is_asked_each_time(
    hindrance: str, run: Callable[..., Ended], runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    match hindrance:
        case "unreadable":
            Path("messages/c.yaml").symlink_to("nowhere")
            Path("messages/d.yaml").write_bytes(b"x" * (2 * 1024 * 1024 + 1))
        case "too large":
            monkeypatch.setattr(answer, "_MOST", 10)
        case _:
            Path(".cache").mkdir()
            Path(".cache/answers").write_text("")
    assert run() == run()
    assert len(runs) == 2
