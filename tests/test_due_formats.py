"""What stands in a tracker: nothing in a catalogue can call people, run on, or break the page."""

from datetime import date

from msgspec.structs import replace

from msgreview.report.due.formats import FORMATS, DueList
from msgreview.report.due.messages import DueMessage
from msgreview.report.pages import markdown_text

DAY = date(2026, 11, 23)
ONE = DueMessage(
    *("a.one", "A title", "loans", "email", "loans@library.example", ("jo@library.example",)),
    *("overdue", (), ("overdue",), DAY, 40, None, ("It was for then.",), "a.yaml"),
)


def rendered(name: str, *messages: DueMessage) -> str:
    text = FORMATS[name].render(DueList(messages, "1 month", DAY), 100)
    assert isinstance(text, str)
    return text


def test_words_stay_words() -> None:
    assert markdown_text("a | b <img> [x](y) @everyone jo@library.example\n# c") == (
        "a \\| b \\<img\\> \\[x\\](y) @\u200beveryone jo@library.example \\# c"
    )


def test_a_backtick_in_an_id_does_not_end_its_code() -> None:
    assert "`a.one`" in rendered("markdown", replace(ONE, id="a.`one"))


def test_a_long_list_ends_with_a_count() -> None:
    body = rendered("issue", *(replace(ONE, id=f"a.{number}") for number in range(2000)))
    assert len(body) < 65_536
    named = body.count("- [ ] ")
    assert f"\n{2000 - named} more: `msgreview review due` lists them.\n" in body
