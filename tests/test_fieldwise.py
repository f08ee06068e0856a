"""A message read field by field is the one that the whole file gives, or none."""

import random

import pytest

from msgreview.catalogue.fieldwise import plain_message
from msgreview.catalogue.files import shipped
from msgreview.catalogue.load import load_bytes

PLAIN = """# A comment
id: loans.due
kind: scripted
channel: email
subject: Your book is due
body: |
  Hello {{ patron }},

  please bring it back.
tags:
- loans
- "due"
samples:
  one: {patron: Ida, fee: 2.40}
review: {last: 2026-01-02, by: Ida Moor <ida@library.example>, decision: keep}
notes: last
"""
PIECES = (
    *("\n", "---\n", "&a ", "*a", '"', "'", "{", "}", "- ", "# c\n", ": ", "\t", "\r", "  ", "|\n", ">\n", "!x ", "<<: "),
    *("id: z\n", "\u2028", "messages:\n", "...\n", "%\n", "\ufeff", "[", "]", "body:\n", "\r\n", "\0", "kind: mixed\n"),
)


def whole(data: bytes) -> object:
    """The one message of a file without a problem that a history would hear of."""
    loaded = load_bytes(data, "")
    return loaded.entries[0].message if len(loaded.entries) == 1 and not loaded.broken else None


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("kind: scripted", "kind: mixed"),
        "---\n" + PLAIN,
        PLAIN.replace("notes: last\n", "notes: |\n  last"),
        PLAIN.replace("notes: last\n", "notes: |+\n  last\n\n\n"),
        PLAIN.replace("subject:", "\n# Between\n\nsubject:"),
        PLAIN.replace("please", "  please"),
        PLAIN.replace("back.\n", "back — ☕️.\n \n   \n\n"),
    ],
)
def test_plain_files_are_read_so(text: str) -> None:
    assert plain_message(text.encode())
    assert plain_message(text.encode()) == whole(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "  " + PLAIN.removeprefix("# A comment\n"),
        PLAIN + "id: other\n",
        PLAIN.replace("notes: last", "notes:") + "notes: again\n",
        PLAIN.replace("one: {", "one: &one {").replace("review:", "variables: {}\nreview:"),
        PLAIN + "---\n" + PLAIN,
        PLAIN.replace("body", "bodi"),
        "messages:\n- " + PLAIN.replace("# A comment\n", "").replace("\n", "\n  "),
        PLAIN.replace("notes: last", 'notes: "last\nand: more"'),
        PLAIN.replace("\nkind", "\rkind"),
        PLAIN.replace("  please", "\tplease"),
    ],
)
def test_others_are_left_to_the_whole_file(text: str) -> None:
    assert plain_message(text.encode()) is None


def test_no_fault_makes_a_difference() -> None:
    chance = random.Random(8)
    texts = [PLAIN, *(path.read_text(encoding="utf-8") for path in sorted(shipped("messages").rglob("*.yaml"))[:40])]
    read = 0
    for _ in range(1500):
        text = chance.choice(texts)
        for _ in range(chance.randrange(3)):
            rows = text.split("\n")
            row, at = chance.randrange(len(rows)), chance.randrange(len(text) + 1)
            match chance.randrange(4):
                case 0:
                    text = text[:at] + chance.choice(PIECES) + text[at:]
                case 1:
                    rows.insert(row, chance.choice(rows))
                    text = "\n".join(rows)
                case 2:
                    text = "\n".join(rows[:row] + rows[row + 1 :])
                case _:
                    rows[row] = chance.choice((rows[row].strip(), chance.choice(PIECES) + rows[row]))
                    text = "\n".join(rows)
        message = plain_message(text.encode())
        read += message is not None
        assert message is None or message == whole(text.encode()), text
    assert read > 300
