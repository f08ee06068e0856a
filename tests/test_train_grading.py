"""What a learner's answer is graded by: its facts, its no, its practices; and answers that are none."""

from pathlib import Path
from typing import Any

import pytest
from case_files import load_cases

from msgreview.model.message import Channel
from msgreview.train.analysis import Analyser
from msgreview.train.course import Exercise
from msgreview.train.fact_check import check_facts
from msgreview.train.facts import facts_in
from msgreview.train.gaming import refusal_reason
from msgreview.train.grade import Grade
from msgreview.train.kinds import reply
from msgreview.train.refusals import check_refusal
from msgreview.train.rewriting import Rewriting, grade_rewriting

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", load_cases("fact_checks.yaml"), ids=lambda case: case["answer"][:40])
def test_facts(case: dict[str, Any]) -> None:
    answer, allowed = case["answer"], facts_in(case.get("allowed", ""))
    check = check_facts(facts_in(case["given"]), facts_in(answer), answer, allowed)
    assert [fact.text for fact in check.lost] == case.get("lost", [])
    assert [fact.text for fact in check.new] == case.get("new", [])
    assert [answer[fact.start : fact.end] for fact in check.new] == case.get("new", [])


@pytest.mark.parametrize(
    ("became", "text"), [(became, text) for became, texts in load_cases("maybes.yaml").items() for text in texts]
)
def test_no(became: str, text: str, analyser: Analyser) -> None:
    assert check_refusal(analyser.analyse(text)).became == became


# Agreement with judgement: the floors are what was reached, of 60 answers each. The rules of grading were made on the odd
# half; nobody who made them has read the even one.
@pytest.mark.parametrize(("half", "floor"), [("odd", 60), ("even", 55)])
def test_agreement_on_rewrites(half: str, floor: int, analyser: Analyser) -> None:
    agreed = 0
    for case in load_cases("rewrites.yaml"):
        original = case["original"]
        if (int(original["id"][-2:]) % 2 == 1) == (half == "odd"):
            for answer in case["answers"]:
                grade = rewritten(original["text"], answer["text"], analyser, original["channel"], original["task"])
                agreed += grade.passed == (answer["kind"] in ("good", "clumsy"))
    assert agreed >= floor


@pytest.mark.parametrize(("rater", "floor"), [("first", 115), ("second", 113)])
def test_agreement_with_raters(rater: str, floor: int, analyser: Analyser) -> None:
    """Of 120. The two raters agree on 118."""
    sent: dict[str, list[int]] = load_cases("rewrites_rated.yaml")[rater]
    agreed = 0
    for case in load_cases("rewrites.yaml"):
        original = case["original"]
        for number, answer in enumerate(case["answers"]):
            grade = rewritten(original["text"], answer["text"], analyser, original["channel"], original["task"])
            agreed += grade.passed == (number in sent.get(original["id"], []))
    assert agreed >= floor


@pytest.mark.parametrize(("half", "floor"), [("odd", 58), ("even", 53)])
def test_agreement_on_replies(half: str, floor: int, analyser: Analyser) -> None:
    agreed = 0
    for case in load_cases("replies.yaml"):
        if (int(case["id"][-2:]) % 2 == 1) == (half == "odd"):
            for kind in ("good", "bad"):
                grade = replied(case["question"], case[kind], analyser, case["channel"])
                agreed += grade.passed == (kind == "good")
    assert agreed >= floor


def replied(question: str, answer: str, analyser: Analyser, channel: Channel = "email", **more: Any) -> Grade:
    options = reply.Options(question=question, models=("one", "two"), **more)
    exercise = Exercise("reply", "Answer it.", id="a.b", course="a", name="b", options=options, practice="open", channel=channel)
    return reply.grade(exercise, answer, analyser)


def rewritten(given: str, answer: str, analyser: Analyser, channel: Channel = "email", may: str = "", **more: Any) -> Grade:
    return grade_rewriting(Rewriting(given, "soften", channel, may=(may,), **more), answer, analyser)


GIVEN = "Renewal denied. The book is reserved by another patron. Return by 12 May or fines of 0.30 per day will accrue."
GOOD = (
    "Hello Ms Brandt,\n\nI can't renew the book this time, because another reader is waiting for it. Please bring it back by"
    " 12 May; after that we charge 0.30 a day.\n\nIf you like, I can reserve it for you again.\n\nLotte, Mill Lane Library"
)


def test_a_good_answer_hears_why(analyser: Analyser) -> None:
    grade = rewritten(GIVEN, GOOD, analyser, models=("one", "two"))
    assert grade.passed
    assert [remark.text for remark in grade.facts] == [
        "You kept “12 May”, “0.30”.",
        "Your no is still a no: nobody will hope in vain.",
    ]
    assert grade.practices[0].text.startswith("You mended ")
    assert [question.ask for question in grade.questions][1] == "What does the reader hope for after your no?"
    assert grade.models == ("one", "two")


def test_a_wrong_date_is_shown_at_its_words(analyser: Analyser) -> None:
    wrong = GOOD.replace("12 May", "21 May")
    [remark] = [remark for remark in rewritten(GIVEN, wrong, analyser).facts if not remark.ok]
    assert remark.text == "You write “21 May”; the text you were given says “12 May”. Which one is right?"
    assert wrong[remark.start : remark.end] == "21 May"


def test_a_maybe_is_shown_at_its_words(analyser: Analyser) -> None:
    vague = GOOD.replace("If you like, I can reserve it for you again.", "Let me see what I can do!")
    [remark] = [remark for remark in rewritten(GIVEN, vague, analyser).facts if not remark.ok]
    assert vague[remark.start : remark.end] == "Let me see what I can"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "There is nothing here yet."),
        (" \n?!", "There is nothing here yet."),
        ("No, sorry", "That is very short."),
        (GIVEN, "This is still the text that you were given."),
        (f"Dear reader, {GIVEN} Thank you!", "Most of it is still as it was."),
        (GIVEN.replace("denied", "refused").replace("will accrue", "are due"), "Most of it is still as it was."),
        (
            "Thank you so much! Please, please note that we are so sorry. By 12 May please, 0.30, we are happy to help,"
            " thank you for your understanding and your patience.",
            "There are so many kind words here",
        ),
        ("Say no clearly: no. Way forward: you can come back. Reason: reserved. 12 May, 0.30.", "This names what a good answer"),
        ("Book. Reserved. Not now. 12 May. Back. Please. 0.30. Thank you.", "These are key words"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_kindly(answer: str, reason: str, analyser: Analyser) -> None:
    grade = rewritten(GIVEN, answer, analyser)
    assert grade.refused.startswith(reason)
    assert not grade.passed


def test_an_answer_without_facts_is_refused(analyser: Analyser) -> None:
    given = "You owe 64.20. Send the mandate to desk@library.example by 28 March, and bring the form of 3 March."
    answer = "There is one thing missing, but that is easily put right. Just send it when you have a moment."
    assert rewritten(given, answer, analyser).refused.startswith("Almost nothing of what the reader needs is left")


def test_what_may_be_said_is_no_invention(analyser: Analyser) -> None:
    answer = GOOD.replace("If you like, I can reserve it for you again.", "A copy of your own costs 9.50 at the desk.")
    assert not rewritten(GIVEN, answer, analyser).passed
    assert rewritten(GIVEN, answer, analyser, may="Withdrawn copies are 9.50.").passed


def test_a_wanted_move_that_is_missing(analyser: Analyser) -> None:
    grade = rewritten(GIVEN, GOOD, analyser, moves=("apology", "greeting"))
    missing = "One thing is missing: say sorry once, for something. It may sound like this: “I'm sorry that the room was locked.”"
    assert [remark.text for remark in grade.practices if not remark.ok] == [missing]
    assert "You greet the reader." in [remark.text for remark in grade.practices if remark.ok]


def test_a_rule_that_the_exercise_teaches_must_be_kept(analyser: Analyser) -> None:
    answer = GOOD.replace("another reader", "another patron")
    assert rewritten(GIVEN, answer, analyser).passed
    grade = rewritten(GIVEN, answer, analyser, rules=("clarity.library-jargon",))
    [remark] = [remark for remark in grade.practices if not remark.ok]
    assert (remark.rule, answer[remark.start : remark.end]) == ("clarity.library-jargon", "patron")


def test_no_reason_to_refuse_plain_words() -> None:
    assert refusal_reason(GOOD, GIVEN) == ""


@pytest.mark.parametrize("case", load_cases("reply_checks.yaml"), ids=lambda case: case["name"])
def test_replies(case: dict[str, Any], analyser: Analyser) -> None:
    grade = replied(case["question"], case["reply"], analyser, case.get("channel", "chat"))
    open_ = [remark.text for remark in (*grade.facts, *grade.practices) if not remark.ok]
    assert len(open_) == len(case.get("says", []))
    for words, expected in zip(open_, case.get("says", []), strict=True):
        assert expected in words


def test_a_fact_that_nobody_gave_is_made_up(analyser: Analyser) -> None:
    asked, answer = "How much is a card?", "A card is 20 a year for you, and I'll have it ready on Friday."
    assert replied(asked, answer, analyser, facts=("A card is 20 a year.",)).passed
    assert not replied(asked, answer, analyser, facts=("A card is 30 a year.",)).passed
