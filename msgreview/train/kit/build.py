"""The pages of a kit: agenda, homework, worksheets, role-play cards, the turnaround game, surveys, notes, the referral card."""

from collections.abc import Iterator

from msgreview.model.config import Settings
from msgreview.report.lines import count
from msgreview.train.kit.game import TITLE, answers, game_page, readable
from msgreview.train.kit.page import Block, Card, Page, Part, cards, form, points, table, text
from msgreview.train.kit.session import Kit, Worksheet, ends, times
from msgreview.train.roleplay.debrief import named, sounds
from msgreview.train.roleplay.engine import first_words
from msgreview.train.roleplay.scene import Scene
from msgreview.train.survey import SCALE, Half, questions
from msgreview.train.turnaround import ANSWERS, turnarounds

_KINDS = {"talk": "together"}
"""What a kind of step is called where its name would not do."""


def pages(kit: Kit) -> Iterator[Page]:
    """All pages that the session needs, in the order in which they are used."""
    kinds = {step.kind for step in kit.session.file.agenda}
    yield _agenda(kit)
    if kit.session.file.homework:
        yield _homework(kit)
    if kit.session.file.worksheets:
        yield _worksheets(kit)
    if kit.session.scenes:
        yield _role_play(kit)
    if "game" in kinds:
        yield game_page(kit)
    if kit.session.file.courses:
        yield _survey(kit, "before")
        yield _survey(kit, "after")
    yield _referral_card(kit)
    yield _trainers(kit)


def _agenda(kit: Kit) -> Page:
    file = kit.session.file
    rows = tuple((at, step.title, f"{step.minutes} min", step.does) for at, step in times(file, kit.start))
    return Page(
        "agenda",
        file.title,
        f"Agenda, {kit.start or file.start} to {ends(file, kit.start)}",
        (
            Part("What it is for", (text(file.about),)),
            Part("Agenda", (table(("When", "What", "How long", "What you do"), rows),)),
        ),
    )


def _homework(kit: Kit) -> Page:
    rows = []
    for one in kit.session.file.homework:
        course = kit.course(one.course) if one.course else None
        rows.append((one.do, f"{one.minutes} min", f"msgreview train start {course.name}" if course else ""))
    total = count(sum(one.minutes for one in kit.session.file.homework), "minute")
    note = text("Do it in the week before, in pieces. What you write is yours: nobody collects it.")
    parts = (Part("Before we meet", (note, table(("What", "How long", "Type this"), tuple(rows)))),)
    return Page("homework", f"Before we meet: {kit.session.file.title}", f"Homework, {total} in all", parts)


def _worksheets(kit: Kit) -> Page:
    parts = []
    for number, sheet in enumerate(kit.session.file.worksheets.values()):
        blocks = (
            text(sheet.how),
            form(sheet.columns, _rows(sheet, kit.settings)),
            text("One thing I take with me:"),
            Block("lines", rule=2),
        )
        parts.append(Part(sheet.title, blocks, apart=number > 0))
    return Page("worksheets", f"Worksheets: {kit.session.file.title}", "One set for each person", tuple(parts))


def _rows(sheet: Worksheet, settings: Settings) -> tuple[str, ...]:
    """The catalogue's own texts where it has them."""
    own = settings.config.variables.get(sheet.own) if sheet.own else None
    return tuple(map(str, own)) if isinstance(own, list) and own else sheet.rows


def _role_play(kit: Kit) -> Page:
    parts = [
        Part(
            "How to play",
            (
                points(
                    "Sit in threes: one is the customer, one the desk, one listens with the card of moves.",
                    "Play it freely for five minutes. The customer starts with the first words on the card.",
                    "Stop. The desk says what went well. The listener names the moves that were made, and one that was missing.",
                    "Change parts, and play it again. Nobody is graded.",
                ),
            ),
        )
    ]
    for number, scene in enumerate(map(kit.scenes.__getitem__, kit.session.scenes)):
        parts.append(Part(scene.title, (cards(*_scene_cards(scene)),), apart=number > 0))
    return Page("role-play", f"Role-play: {kit.session.file.title}", "One set of cards for each group of three", tuple(parts))


def _scene_cards(scene: Scene) -> Iterator[Card]:
    hard = tuple(node.cross or node.again[0] for node in scene.nodes.values() if node.cross or node.again)[:4]
    moods = {-2: "upset", -1: "uneasy", 0: "calm", 1: "at ease", 2: "glad"}
    begin = f"You are {scene.customer}, and {moods.get(scene.mood, 'calm')}. You begin: “{first_words(scene)}”"
    harder = tuple(f"To make it harder: “{words}”" for words in hard)
    yield Card(f"The customer ({scene.setting})", begin, (*harder, "Where the desk takes you seriously, let it be heard."))
    yield Card("The desk", " ".join(scene.you.split()))
    heard = tuple(f"{named(one)}{f': {sounds(one)}' if sounds(one) else ''}" for one in scene.wanted)
    yield Card("The listener", "Tick each move that you hear:", heard, ticks=True)
    yield Card("If a supervisor is called", scene.hand_over.because)


def _survey(kit: Kit, half: Half) -> Page:
    survey = [question for name in kit.session.file.courses for question in questions(kit.course(name), half)]
    parts = []
    for part, title, how in _PARTS:
        words = tuple(dict.fromkeys(one.ask for one in survey if one.part == part))
        if words and part == "open":
            parts.append(Part(title, (*map(text, words), Block("lines", rule=4))))
        elif words:
            parts.append(Part(title, (Block("scale", text=how, items=words),)))
    title = "Before the session" if half == "before" else "After the session"
    about = "Two minutes, without your name. Only the sums are looked at, and none of fewer than five people."
    return Page(f"survey-{half}", f"{title}: {kit.session.file.title}", about, tuple(parts))


_SURE = f"{SCALE[0]} is not at all, {SCALE[-1]} is very sure."
_PARTS = (
    ("before", "How sure are you today?", _SURE),
    ("after", "How sure are you now?", _SURE),
    ("then", "And looking back: how sure were you before?", _SURE),
    ("reaction", "What do you think of it?", f"{SCALE[0]} is not at all, {SCALE[-1]} is entirely."),
    ("open", "In your own words", ""),
)


def _referral_card(kit: Kit) -> Page:
    fields = (
        "Who asks, and how to reach them",
        "What is asked, all of it",
        "What they have told us already",
        "What I have looked up or answered",
        "Who takes it on (a person)",
        "By which day the reader hears",
        "When I look whether it was answered",
    )
    parts = [Part("The question", (form(("What", "Write here"), fields),))]
    services = tuple((name, one.owner or "nobody yet") for name, one in sorted(kit.settings.config.services.items()))
    if services:
        parts.append(Part("Who answers for what", (table(("Service", "Write to"), services),)))
    lengths = turnarounds(kit.settings.policies)
    soon = tuple((readable(name), str(one)) for name, one in lengths.items() if name.startswith(f"{ANSWERS}."))
    if soon:
        parts.append(Part("How soon we answer", (table(("What", "Within"), soon),)))
    parts.append(
        Part(
            "At the computer",
            (text("msgreview refer question.txt --to NAME writes both texts: for the colleague and for the reader."),),
        )
    )
    return Page("referral-card", "Referral card", "Move the question, and not the reader", tuple(parts))


def _trainers(kit: Kit) -> Page:
    file = kit.session.file
    rows = tuple(
        (at, step.title, _KINDS.get(step.kind, step.kind).capitalize(), step.trainers) for at, step in times(file, kit.start)
    )
    parts = [Part("Minute by minute", (table(("When", "What", "Kind", "What you do"), rows),))]
    for title, notes in (("To bring", file.bring), ("For those who lead", file.lead), ("For those who go round", file.floating)):
        if notes:
            parts.append(Part(title, (points(*notes),)))
    if any(step.kind == "game" for step in file.agenda) and (right := answers(kit)):
        parts.append(Part(f"Answers: {TITLE}", right, apart=True))
    return Page("trainers", f"For trainers: {file.title}", f"{kit.start or file.start} to {ends(file, kit.start)}", tuple(parts))
