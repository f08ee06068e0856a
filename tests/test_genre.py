"""What kind of text a message is, told by its words and by what a system calls it."""

import pytest

from msgreview.importing.exports import load_export
from msgreview.importing.messages import looks_like_html
from msgreview.importing.records import Export
from msgreview.lint.genre import genre
from msgreview.model.message import Message


@pytest.mark.parametrize(
    ("body", "key", "tags"),
    [
        ("Dear Sam, the hall is yours.", "hall/booked.txt", ()),
        ("<nav>{{ link }}</nav>{{ yield }}", "mail.html.erb", ("part",)),
        ("{% block content %}{% endblock %}", "", ("part",)),
        ("{# {% extends 'mail.html' %} #}{% block head %}{% endblock %}The hall is yours.", "", ("framed",)),
        ("{# [% INCLUDE '_header.txt' %] #}\nThe hall is yours.", "", ("framed",)),
        ("Kind regards, the map room", "desk/_closing.txt", ("part",)),
        ("The map room, 12 Quay Street", "default/signature.txt", ("part",)),
        ("Look at the map.", "map_section_en.html", ("part",)),
        ("Replies to this email will go to the person who wrote.", "", ("staff",)),
        ("The hall is yours.", "layouts/mail.html.erb", ("part",)),
        ("The comment waits: approve it or mark it as spam.", "", ("staff",)),
        ("You get this because you are a garden club moderator.", "", ("staff",)),
        ("Call us if your patron has lost the map.", "", ("staff",)),
        ("Your patron number is 12.", "", ()),
        ("Dear colleagues,\n\nThe map is back.", "", ("staff",)),
        ("You may accept or decline the seat.", "", ()),
        ("Put the configuration file into your repository.", "", ("developers",)),
        ("Your letter is in our repository.", "", ()),
        ("If you are an administrator, ask another one.", "", ()),
        ("The patron of request 12 has taken it back.", "", ("staff",)),
        ("The patron has a guest, and you may bring one too.", "", ()),
        ("A new user of the map room has signed up.", "", ("staff",)),
        ("A new bill has been submitted for the map room.", "", ("staff",)),
        ("A new bill has been submitted for your room.", "", ()),
        ("The map of the hall is gone.", "mailer/requests_to_hall_managers.txt", ("staff",)),
        ("The clock tower is down. Please look at its page.", "user_mailer/tower_offline.html.erb", ("staff",)),
        ("Your card could not be read.", "user_mailer/card_error.html.erb", ()),
        ("Ten signatures are new. Traceback: hall.py, line 3", "", ("staff",)),
        ("Ten signatures are new.", "admin_mailer/reminder.text.erb", ("staff",)),
        ("A card was blocked.", "admin_mailer/blocked_authorization.text.erb", ("staff",)),
        ("The atlas is late.\nOur customer number: 12", "", ("staff",)),
        ("Your comment is on the page.", "admin_mailer/author_of_comment.erb", ()),
        ("Your post was hidden.", "hidden_by_staff.txt", ()),
        ("User {{ name }} ({{ mail }}) has requested a key. Please look at the hall plan.", "", ("staff",)),
        ("A new seat plan has been submitted for the hall.\n\nPlease review it when you can.", "", ("staff",)),
        ("The tower clock did not start.\nCustomer details:\nName: {{ name }}", "", ("staff",)),
        ("The following new posts are on the board:\n{{ posts }}\nUnsubscribe", "", ("list",)),
        ("You asked us to send you an email whenever a map is added.", "", ("list",)),
        ("*****\nHarbour Map Alert\n*****\n\nTwo maps are new in your hall.\n{{ maps }}", "", ("list",)),
        ("The board certifies that Sam has no map at home.", "", ("receipt",)),
        ("Your receipt for two maps:\n{{ maps }}", "", ("receipt",)),
        ("We are in receipt of your map, and thank you.", "", ()),
        ("Your receipt could not be read.", "", ()),
        ("This privacy notice names the data controller, the lawful basis and your rights under the GDPR.", "", ("legal",)),
        ("We keep your personal data as our privacy notice says.", "", ()),
        ("Set a new PIN: {{ link }}\n\nIf you did not ask for this, please ignore this letter.", "", ("step",)),
        ("Confirm your address.\n{{ link }}\nThis link will expire in 20 minutes.", "", ("step",)),
        ("Didn't ask for this letter? Then you can safely ignore it.\n{{ link }}", "", ("step",)),
        ("Your card is locked after too many failed sign-in attempts.\n{{ link }}", "", ("step",)),
        ("You did not bring back the map. If you have by now, ignore this letter.", "", ()),
        ("This code will be valid until May. " + "The hall opens at ten. " * 20, "", ()),
        ("{{ intro }}\n----\n{% for map in maps %}{{ map.title }}{% endfor %}", "", ("part",)),
        ("On {{ day }}, {{ name }} requested the following:\n{{ maps }}\n\nYou can see all of them online.", "", ("staff",)),
        ("## A request was changed\n\n  Username: {{ name }}\n  Title: {{ title }}", "", ("staff",)),
        ("You have requested the following:\n{{ maps }}", "", ()),
        ("Name: {{ name }}\nComment: {{ text }}\nUser agent: {{ agent }}", "", ("staff",)),
        ("<p>The following new posts are on the board:</p>{{ posts }}Unsubscribe", "", ("list",)),
    ],
)
def test_a_piece_and_an_alert_to_staff_show_themselves(body: str, key: str, tags: tuple[str, ...]) -> None:
    source = {"system": "koha", "key": key} if key else {}
    assert genre(Message("a", "automated", "email", subject="Hall", body=body, source=source)) == tags


def test_what_the_file_states_comes_first() -> None:
    assert genre(Message("a", "automated", "email", body="A new user has signed up.", audience="customer")) == ()


def test_a_folder_shows_by_its_subjects_which_texts_are_whole() -> None:
    files = {
        f"{name}.txt": f"Subject: {name}\n\nDear Sam, the {name} is yours.".encode() for name in ("hall", "map", "key", "card")
    }
    files |= {"sms/key.txt": b"Hilltop Library: the key is yours."}
    items = load_export(Export(b"", "views", files=files | {"town.txt": b"The town hall"}), "folder").items
    assert {item.label: item.facts.get("tags") for item in items} == {"town.txt": ("part",)} | dict.fromkeys(files)
    assert not load_export(Export(b"", "views", files={"town.txt": b"The town hall"}), "folder").items[0].facts.get("tags")


def test_a_style_alone_shows_that_a_text_is_html() -> None:
    assert looks_like_html("<style>\n  /* OUR OWN COLOURS */\n  b { color: red }\n</style>\n")
    assert not looks_like_html("The hall is <here>.")


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        ("Your list of maps is ready. Fetch it from your page.", ("subject-elsewhere", "framed")),
        ("Dear Sam, the hall is yours on Friday. " + "Bring a friend, and tell us who it is. " * 2, ("subject-elsewhere",)),
    ],
)
def test_a_subject_may_be_set_where_a_folder_does_not_say_it(body: str, tags: tuple[str, ...]) -> None:
    source = {"system": "folder", "key": "hall.txt"}
    assert genre(Message("a", "automated", "email", body=body, source=source)) == tags
