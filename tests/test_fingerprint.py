"""What of a message reaches its reader, and so changes its fingerprint, and what does not."""

from datetime import date
from unicodedata import normalize

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from msgreview.catalogue.fingerprint import fingerprint, own_fingerprint
from msgreview.catalogue.load import load_text
from msgreview.model.message import Message, Part, Stamp, Variable, Waiver

MESSAGE = Message(id="a", kind="scripted", channel="email", subject="Your book", body="Dear Zoë,\n\nit is here.")
MIXED = Message(id="a", kind="mixed", channel="email", parts=(Part(use="greeting"), Part(text="It is here."), Part(write="Why?")))
WORDS = st.text(st.sampled_from("ab {}\n\té\u00a0\u1e9b\u0323ﬁ<"), max_size=20)


def changed(message: Message, **fields: object) -> str:
    return own_fingerprint(msgspec.structs.replace(message, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "b"},
        {"kind": "automated"},
        {"title": "T"},
        {"service": "desk"},
        {"owner": "o@x"},
        {"sent_by": "ils"},
        {"trigger": "t"},
        {"samples": {"one": {"x": 1}}},
        {"review": Stamp(last=date(2026, 1, 1))},
        {"waivers": (Waiver("a.b", "r", "by", date(2026, 1, 1)),)},
        {"lang": "de"},
        {"status": "retired"},
        {"audience": "all"},
        {"tags": ("x",)},
        {"variables": {"x": Variable(about="y")}},
        {"policies": ("a.b",)},
        {"supersedes": ("z",)},
        {"escalate_to": "e"},
        {"notes": "n"},
        {"source": {"s": "t"}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_is_about_the_words_does_not_count(fields: dict[str, object]) -> None:
    assert changed(MESSAGE, **fields) == own_fingerprint(MESSAGE)


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "sms"},
        {"format": "html"},
        {"subject": "Your books"},
        {"body": "It is not here."},
        {"body": "dear Zoë,\n\nit is here."},
    ],
    ids=str,
)
def test_what_is_read_counts(fields: dict[str, object]) -> None:
    assert changed(MESSAGE, **fields) != own_fingerprint(MESSAGE)


@pytest.mark.parametrize(
    "parts",
    [
        (Part(use="other"), Part(text="It is here."), Part(write="Why?")),
        (Part(use="greeting"), Part(text="It is there."), Part(write="Why?")),
        (Part(use="greeting"), Part(text="It is here."), Part(write="When?")),
        (Part(text="It is here."), Part(use="greeting"), Part(write="Why?")),
        (Part(use="greeting"), Part(text="It is here.")),
        (Part(text="greeting"), Part(text="It is here."), Part(write="Why?")),
    ],
    ids=str,
)
def test_parts_count_with_their_order(parts: tuple[Part, ...]) -> None:
    assert changed(MIXED, parts=parts) != own_fingerprint(MIXED)


def test_an_example_for_staff_is_not_read() -> None:
    parts = (*MIXED.parts[:2], Part(write="Why?", example="It was late."))
    assert changed(MIXED, parts=parts) == own_fingerprint(MIXED)


@given(WORDS, st.sampled_from([" ", "\n", "\t", "  \r\n ", "\u00a0"]))
def test_white_space_does_not_count(words: str, space: str) -> None:
    assert changed(MESSAGE, body=space.join(words.split())) == changed(MESSAGE, body=words)
    assert changed(MESSAGE, body=space + words + space) == changed(MESSAGE, body=words)


@given(WORDS)
def test_how_a_letter_is_spelt_does_not_count(words: str) -> None:
    assert changed(MESSAGE, body=normalize("NFD", words)) == changed(MESSAGE, body=normalize("NFC", words))


@given(WORDS, WORDS)
def test_other_words_are_others(one: str, other: str) -> None:
    assume(normalize("NFC", " ".join(one.split())) != normalize("NFC", " ".join(other.split())))
    assert changed(MESSAGE, body=one) != changed(MESSAGE, body=other)
    assert changed(MESSAGE, subject=one, body=other) != changed(MESSAGE, subject=other, body=one)


@given(
    st.permutations(
        ["id: a", "kind: scripted", "channel: email", "subject: Your  book", 'body: "Dear Zoe\\u0308,\\n it is here."']
    )
)
def test_the_file_does_not_count(lines: list[str]) -> None:
    (entry,) = load_text("# a comment\r\n" + "\r\n".join(lines) + "\r\ntags: [x]\r\n", "f.yaml").entries
    assert own_fingerprint(entry.message) == own_fingerprint(MESSAGE)


# Used messages

USES = {"a": ("b", "c"), "b": ("c",), "c": (), "loop": ("pool",), "pool": ("loop",)}


def whole(id_: str, own: dict[str, str]) -> str:
    return fingerprint(id_, lambda each: own.get(each, ""), lambda each: USES.get(each, ()))


@given(st.sampled_from(sorted(USES)), st.sampled_from(sorted(USES)))
def test_a_used_message_counts_with_its_words(id_: str, other: str) -> None:
    own = {each: f"{each}0" for each in USES}
    uses = {"a": "abc", "b": "bc", "c": "c", "loop": ("loop", "pool"), "pool": ("loop", "pool")}[id_]
    assert (whole(id_, own | {other: "new"}) != whole(id_, own)) == (other in uses)


def test_a_message_that_uses_none_has_its_own() -> None:
    assert whole("c", {"c": "words"}) == "words"


def test_one_that_is_not_there_counts_as_nothing() -> None:
    assert whole("b", {"b": "words"}) != whole("b", {"b": "words", "c": "more"})


def test_what_a_style_sheet_hid_by_the_rules_of_version_4_is_told_by_them_for_ever() -> None:
    sheet = "<style>.x {display: none} .y {font-size: 0; left: -999px}</style>"
    body = sheet + '<p class="x">Soon</p><p class="y" style="opacity:0">Hi</p>'
    old = Message(id="a", kind="scripted", channel="email", format="html", subject="S", body=body)
    assert own_fingerprint(old, "4-") == "4-1a60806a28"
    assert own_fingerprint(old).startswith("5-")
