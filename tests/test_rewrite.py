"""Words written into message files: as data (`cases/rewritten.yaml`), and any words over all shapes of a text."""

from typing import Any

import pytest
from case_files import load_cases
from hypothesis import given
from hypothesis import strategies as st
from test_stamp import BODIES, HEAD

from msgreview.catalogue.load import load_bytes
from msgreview.catalogue.rewrite import RewriteError, rewritten, with_words, words_of

CASES = load_cases("rewritten.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_words_are_edits(case: dict[str, Any]) -> None:
    before = case["before"].encode()
    if "refused" in case:
        with pytest.raises(RewriteError, match=case["refused"]):
            rewritten(before, "f.yaml", "a", case["words"])
    else:
        assert rewritten(before, "f.yaml", "a", case["words"]).decode() == case["after"]


def test_a_message_that_is_gone() -> None:
    with pytest.raises(RewriteError, match="does not hold the message 'b' any more"):
        rewritten(CASES[0]["before"].encode(), "f.yaml", "b", {"body": "Hi."})


@given(
    st.sampled_from(BODIES),
    st.text(st.sampled_from("ab .:#'\"\\\n\t{}[]&*|>-é\u2028\x07"), min_size=1).filter(str.strip),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_any_words_can_be_written(body: tuple[str, ...], words: str, end: str, last: bool) -> None:
    lines = ("id: a", *HEAD, *body, *([] if last else ["notes: the end  # of it", ""]))
    before = end.join(lines).encode()
    [old] = load_bytes(before, "f.yaml").entries
    after = rewritten(before, "f.yaml", "a", {"body": words})
    [new] = load_bytes(after, "f.yaml").entries
    assert new.message == with_words(old.message, {"body": new.message.body})
    assert new.message.body.rstrip("\n") == words.rstrip("\n")
    for line in HEAD:
        assert line in after.decode()
    assert words_of(new.message)["body"] == new.message.body
    assert rewritten(after, "f.yaml", "a", {"body": words}) == after
