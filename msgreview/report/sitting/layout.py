"""The page of an item in lines: why it is here, what has changed, what the reader sees, what the rules say, what it quotes."""

from collections.abc import Iterator

from msgreview.model.finding import COLOUR
from msgreview.model.review import fact_in_words
from msgreview.report.causes import sentence_lines
from msgreview.report.lines import Line, count, line, paragraph, safe
from msgreview.report.review_lines import COLUMN, Section, accepted_lines, people, sections, state_lines, used_lines
from msgreview.report.review_page import ReviewPage
from msgreview.report.sitting.decisions import SittingPage
from msgreview.report.sitting.queue import Item
from msgreview.report.sitting.session import Did
from msgreview.report.states import MEANING, SOLO, reason_texts, sentence, state_run

_ORDER = ("words", "within", "facts", "twin", "reader", "rules")
"""The sections of a message: what has changed comes first, as the rest was read before."""


def title_line(page: SittingPage) -> Line:
    """What it is."""
    item, message = page.item, page.message
    if message is None:
        return line((safe(item.title or item.id), "bold"), f"  {safe(item.id)}" if item.title else "")
    facts = message.current.message
    return line((safe(facts.title or facts.id), "bold"), f"  {safe(facts.id)}", (f"  {facts.channel}, {facts.kind}", "dim"))


def why_lines(page: SittingPage, width: int) -> Iterator[Line]:
    """Why it is here, who read it last and who wrote it since."""
    item, message = page.item, page.message
    if message:
        yield from state_lines(message, width, _serving(item))
        return
    for reason in item.why:
        yield from paragraph(reason, width, " " * COLUMN)


def short_why(page: SittingPage, width: int) -> Iterator[Line]:
    """The same in as few lines as it takes, for a screen: the reasons, and below them the people."""
    message = page.message
    reasons: list[str] = [*(reason_texts(message.state) if message else page.item.why)]
    if message:
        first = reasons.pop(0) if reasons else sentence(f"it is {MEANING[message.state.name]}")
        yield from paragraph(f": {first}", width, line(state_run(message.state.name, padded=False)), "")
    for reason in (*reasons, *(_serving(page.item) if message else ())):
        yield from paragraph(reason, width)
    if message:
        yield from paragraph(sentence("; ".join(map(_said, people(message)))), width, style="dim")
    if message and message.solo:
        yield line((SOLO, "yellow"))


def _serving(item: Item) -> tuple[str, ...]:
    """How many messages its decision serves besides, in a sentence; nothing where none."""
    text = f"{count(len(item.serves), 'message')} read differently because of it: one decision serves all."
    return (text,) if item.serves else ()


def _said(person: tuple[str, str]) -> str:
    """`owner desk@library.example`."""
    name, words = person
    return f"{name.lower()} {words}"


def page_sections(page: SittingPage, width: int) -> list[Section]:
    """The parts of the page in their order."""
    if page.fact:
        rows = [each for sentence in sentence_lines(page.fact, width) for each in ((), *sentence)]
        return [Section("words", "What the new value changes", tuple(rows[1:]))]
    if page.message is None:
        return []
    ordered = sorted(sections(page.message, width), key=lambda each: _ORDER.index(each.name))
    if facts := tuple(_facts(page.message, width)):
        ordered.append(Section("facts", "Facts that it quotes", facts))
    if page.message.used_by:
        ordered.append(Section("reader", "Where its words stand", tuple(used_lines(page.message, width))))
    return ordered


def short_rules(page: SittingPage, width: int) -> Iterator[Line]:
    """What the rules say, without the places in the file: what is found, what to try, and the rule."""
    assert page.message
    for number, each in enumerate(page.findings):
        if number:
            yield ()
        colour = COLOUR[each.level]
        yield from paragraph(each.text, width, line((colour, colour), "  "), "  ")
        yield from paragraph(f"Try: {each.advice}", width - 2, "  ", style="dim")
        yield line((f"  {each.rule}", "dim"))
    yield from _not_ours(page, width)
    for disputed in page.message.disputed:
        yield from paragraph(f"disputed  {disputed.finding.text} Disputed: {disputed.because}", width, rest="  ", style="dim")
    green = sum(each.level == "suggestion" for each in page.message.findings)
    if green:
        yield line((count(green, "green suggestion"), "dim"))
    elif not page.findings and not page.message.disputed:
        yield line("Nothing to mend.")
    yield from accepted_lines(page.message)


def _not_ours(page: SittingPage, width: int) -> Iterator[Line]:
    """Why findings cannot be disputed, and whom to ask."""
    for why in page.not_ours:
        yield from paragraph(why, width, style="dim")


def _facts(page: ReviewPage, width: int) -> Iterator[Line]:
    for name, value in page.current.policies.items():
        if value:
            yield from paragraph(f"{fact_in_words(name)}: {value}", width, "  ", "    ")


def against_lines(page: SittingPage, did: Did, width: int) -> Iterator[Line]:
    """Why a decision cannot be taken; nothing where it can."""
    for reason in page.against.get(did, ()):
        yield from paragraph(sentence(reason), width, line(("· ", "yellow")), style="yellow", whole_words=True)


def sitting_lines(page: SittingPage, width: int) -> Iterator[Line]:
    """The whole page one below the other."""
    yield title_line(page)
    yield ()
    yield from why_lines(page, width)
    for section in page_sections(page, width):
        yield ()
        yield line((f"{'── ' + section.title + ' ':─<{width}}", "bold"))
        yield from section.lines
    yield from _not_ours(page, width)
    against = tuple(obstacles(page, width))
    if against:
        yield ()
        yield from against


def obstacles(page: SittingPage, width: int) -> Iterator[Line]:
    """What stands against approving the words, whoever reads them; nothing where nothing does, or where they cannot be read."""
    rows = tuple(against_lines(page, "edit" if page.has_new_words else "keep", width)) if page.message or page.fact else ()
    if rows:
        yield line(("Your words cannot be recorded yet:" if page.has_new_words else "It cannot be kept:", "yellow"))
        yield from rows
