"""Samples: two forms of the same difficulty, graded without knowing when they were written."""

from pathlib import Path

import pytest
from test_train_survey import did

from msgreview.catalogue.files import shipped
from msgreview.train.analysis import Analyser
from msgreview.train.course import Course
from msgreview.train.load import load_courses
from msgreview.train.sample import Score, Text, form, form_of, is_mended, item, left, score, scores


@pytest.fixture(scope="session")
def courses(analyser: Analyser) -> dict[str, Course]:
    return {course.name: course for course in load_courses([shipped("training")], analyser, Path.cwd())}


def test_every_course_has_two_forms_with_the_same_rules_and_other_texts(analyser: Analyser, courses: dict[str, Course]) -> None:
    for course in courses.values():
        one, other = form(course, "A", analyser), form(course, "B", analyser)
        assert 2 <= len(one) <= 4
        assert [text.rule for text in one] == [text.rule for text in other]
        givens = [text.given for text in (*one, *other)]
        assert len(set(givens)) == len(givens)
        assert not any(is_mended(text, text.given, analyser) for text in (*one, *other))


@pytest.mark.parametrize(
    ("rule", "given", "answer", "mended"),
    [
        ("referral.sent-elsewhere", "You will need to call the archive.", "I ask the archive for you by Friday.", True),
        ("referral.sent-elsewhere", "You will need to call the archive.", "You should contact the archive.", False),
        ("referral.sent-elsewhere", "You will need to call the archive.", "Hm.", False),
        ("privacy.borrower-named", "The atlas was borrowed by Lee Wong.", "The atlas is out; shall I reserve it for you?", True),
        ("privacy.borrower-named", "The atlas was borrowed by Lee Wong.", "The atlas was borrowed by Lee Wong on 3 May.", False),
        ("no-softening.bare-no", "We cannot lend the kit.", "I can lend you the kit today.", False),
        ("no-softening.bare-no", "We cannot lend the kit.", "I can't lend you the kit, but you can use it here.", True),
    ],
)
def test_what_counts_as_mended(rule: str, given: str, answer: str, mended: bool, analyser: Analyser) -> None:
    text = Text(rule, given, analyser.rules.all_rules[rule].practice, "email")
    assert is_mended(text, answer, analyser) is mended


def test_the_other_form_comes_after(analyser: Analyser, courses: dict[str, Course]) -> None:
    chat = courses["chat"]
    assert form_of("chat", "before", []) is None
    first, *rest = form(chat, "B", analyser)
    records = [did("sample", "chat", item=item("before", "B", first), passed=True)]
    assert form_of("chat", "before", records) == "B"
    assert form_of("chat", "after", records) == "A"
    assert form_of("email", "before", records) is None
    assert left(chat, "before", "B", records, analyser) == rest
    assert score("chat", "before", records) == Score(1, 1)
    assert score("chat", "after", records) is None
    assert scores(["chat", "email"], records) == {"chat": {"before": Score(1, 1)}}
