"""German."""

from msgreview.language.language import Amounts, Blanks, Clauses, Days, Glosses, Language, Lines, Numbers, Stops, words

_ONES = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
# Texts are compared in one case, in which "ß" is "ss".
_TENS = ["zwanzig", "dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_COMPOUND = {
    f"{'ein' if m == 1 else ones}und{tens}": 10 * n + m for n, tens in enumerate(_TENS, 2) for m, ones in enumerate(_ONES, 1)
}
_SMALL = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **_COMPOUND,
    "dutzend": 12, "hundert": 100, "tausend": 1000,
}  # fmt: skip
_NUMBER = (
    r"(?:\d{1,4}(?:,\d)?|eine[nmrs]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|fünfzehn|zwanzig|dreißig)"
)
_WEEKDAY = r"(?:(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|mo|di|mi|do|fr|sa|so)\.?,?"
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?(?: uhr\b)?)"
_UNITS = {
    "minute": "minute minuten min",
    "hour": "stunde stunden std",
    "day": "tag tage tagen tages kalendertag kalendertage kalendertagen",
    "working day": "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen",
    "week": "woche wochen",
    "month": "monat monate monaten monats",
    "year": "jahr jahre jahren jahres",
    "euro": "euros",
    "cent": "cents ct",
    "%": "prozent",
}

LANGUAGE = Language(
    "de",
    "German",
    stops=Stops(
        titles=words(
            "z d u v i hr hrn fr dr prof frl dipl ing z.b d.h u.a i.d.r z.t bzw ca vgl sog ggf evtl inkl exkl zzgl gem lt",
            "u.u v.a h a r t einschl bspw bzgl mind vorm nachm zzt",
        ),
        before_number=words(
            "nr nrn tel fax abs art bd bde s abb kap ziff max min plz jan feb mär apr jun jul aug sep sept okt nov dez",
            "mo di mi do fr sa so",
        ),
        words_too=words("max min so do art"),
        may_end=words("str pl gmbh ag kg e.v mbh co a.d b.a m.a"),
        loose=words("usw etc"),
        days=words("montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"),
        starters=words(
            "ich du er sie es wir ihr mein meine dein deine sein seine unser unsere ihre ihren ihrem euer eure der die das den",
            "dem des ein eine einen einem dies diese dieser dieses hier da dort wenn falls sobald bis nach vor während weil seit",
            "mit ohne und aber oder doch noch nicht nein ja bitte danke vielen leider jedoch auch nur alle jeder jede viele mehr",
            "was warum wie wo wer hat haben ist sind war waren wird werden kann können darf dürfen muss müssen soll sollen",
            "rufen besuchen antworten kommen schreiben nutzen klicken sehen bringen fragen melden geben gehen lassen finden",
            "fragen hallo guten liebe lieber sehr herzliche viele freundliche mit beste schöne willkommen im am zum zur auf aus",
            "für von über unter sollten möchten brauchen zurzeit derzeit ab damit dann danach so",
        ),
        tails=("str",),
        after_ordinal=words(
            "januar februar märz april mai juni juli august september oktober november dezember jänner stock etage",
            "jan jän feb mär apr jun jul aug sep sept okt nov dez og ug dg",
            "obergeschoss og mahnung erinnerung klasse quartal auflage ausgabe woche tag mal",
        ),
    ),
    lines=Lines(
        addressing="sehr geehrte[rs]?|liebe[rs]?|hallo|hi|guten (?:morgen|tag|abend)|moin|servus|grüezi|grüß gott|willkommen",
        closing="mit (?:freundlichen?|besten?|herzlichen?|lieben?|vielen?)|freundliche|herzliche|viele|beste|liebe|schöne|"
        "ihre?|bis bald|alles gute|danke|vielen dank",
        leads_in="sie|wir|ich|du|ist|sind|war|waren|kann|können|wird|werden|hat|haben|bitte|wenn|falls|hier|dies|nutzen|klicken|"
        "siehe|unten|folgende[nrs]?|diese|weil|und|aber|oder|also|dann|zuerst|zunächst|auch|hinweis|erinnerung|wichtig|ps|tipp|"
        "achtung|danke|zu|schritte?|fragen?|zur|für",
        leads_out="ist|sind|war|waren|kann|können|wird|werden|hat|haben|bitte|unten|diese|folgende[nrs]?|hinweis|tipp|dies|dass",
        people="sie|wir|uns|ihnen|du|dir",
        talk="sie|ihnen|ihre?[nmrs]?|wir|uns|unsere?[nmrs]?|ich|mein|bitte|du|dir|dich|deine?[nmrs]?|sollten?|müssen|muss|dürfen|"
        "darf|könnte[n]?|würden?|wird|werden|hat|haben|hatte[n]?|wurde[n]?|danke|leider|ist|sind|war|waren",
        you="sie|ihnen|ihre?[nmrs]?|wir|uns|unsere?[nmrs]?|bitte|du|dir|dich|deine?[nmrs]?",
        request="rufen|schreiben|besuchen|antworten|verlängern|bringen|geben|zahlen|bezahlen|sehen|fragen|holen|gehen|kommen|"
        "melden|unterschreiben|drücken|nutzen|klicken|öffnen",
        small="der|die|das|und|von|vom|für|mit|bis|aus|am|ab|zur|zum|im|fällig|tel|fax|je|pro|uhr|geschlossen|geöffnet|eur|den|dem|"
        "des|van|oder",
        particles="der|die|das|und|in|im|am|an|zu|zum|zur|auf|für|von|vom|oder|mit|de|la|le|des|dem|den|van|ein|eine",
        dangling="ein|eine[nmrs]?|der|die|das|den|dem|des|und|oder|für|in|im|am|an|auf|mit|von|vom|zu|zum|zur|bei|aus|ihre?[nmrs]?|"
        "unsere?[nmrs]?|mein|als|dass|wenn|diese[nmrs]?",
    ),
    numbers=Numbers(
        small=_SMALL,
        one="eine?[nmrs]?",
        hundred="hundert",
        thousand="tausend",
        joint="und",
        phrases=(
            (r"\b(?:anderthalb|eineinhalb)\b", "1.5"),
            (r"\bzweieinhalb\b", "2.5"),
            (r"\bdreieinhalb\b", "3.5"),
            (r"\b1 halbe[nsmr]? ", "0.5 "),
            (r"\bhalbe[nsmr]? (?=[^\W\d])", "0.5 "),
            (r"\beinmal\b", "1 mal"),
            (r"\bzweimal\b", "2 mal"),
            (r"\bdreimal\b", "3 mal"),
        ),
        none=r"\b(?:keine?[nmrs]?|null)\b|^(?:kostenlos|kostenfrei|gratis|nichts)$",
        groups=".",
    ),
    amounts=Amounts(
        units={form: unit for unit, forms in _UNITS.items() for form in forms.split()},
        plainly=words("volle vollen ganze ganzen weitere weiteren zusätzliche zusätzlichen"),
        anything=words("mal medien medium stück exemplar exemplare"),
        roughly="etwa|ungefähr|circa|ca\\.?|rund|bis zu|höchstens|maximal|nicht mehr als|innerhalb von|binnen|für|zwischen|von|"
        "insgesamt|nur|genau|die|unsere|ihre",
        per="pro|je|am|im|in der|1",
        to="bis|oder|und",
    ),
    days=Days(
        weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag|sonnabend", "sonntag"),
        months=("jan|jän", "feb", "mär|mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
        dates=(
            r"(?:(?:am |den )?" + _WEEKDAY + r" )?(?:am |dem |den |der )?<day>\.? ?<month>(?:,? <year>)?",
            r"(?:" + _WEEKDAY + r" (?:(?:am|dem|den) )?|(?:am|ab|bis|vom|zum|de[mn]|seit) )<day>\. ?<number>\.",
        ),
        before_noon="uhr (?:früh|morgens|vormittags)",
        after_noon="uhr (?:mittags|nachmittags|abends)",
        clock="uhr",
        at="um",
        named={"mittag": "12 uhr", "mittags": "12 uhr", "mitternacht": "0 uhr"},
        since="von|zwischen",
        until="bis|und",
        halves=False,
        day_first=True,
    ),
    blanks=Blanks(
        fields="vorname|nachname|datum|uhrzeit|tag|titel|nummer|telefon|adresse|zweigstelle|bibliothek|medium|betrag|grund|raum|hier",
        asks="ihre? (?:name|nummer|adresse)|(?:hier|bitte) (?:einfügen|eintragen|eingeben|auswählen)"
        "|(?:name|datum|titel) (?:der|des|einfügen)",
        no_name=r"Sehr geehrte[rs]? ?(?:Frau|Herr)? ?[,:!]|Liebe[rs]? ?[,:!]|(?:Hallo|Guten (?:Morgen|Tag|Abend),?) [,:!]",
    ),
    clauses=Clauses(
        joins="dass|weil|wenn|falls|sobald|damit|obwohl|während|nachdem|bevor|aber",
        condition="wenn|falls|sobald",
        again="und (?:wir|sie|ich|es)",
        last="und|oder",
    ),
    glosses=Glosses(
        says=r"das (?:heißt|bedeutet)|d\. ?h\.|also|auch bekannt als",
        defines="(?:ist|sind|heißt|bedeutet) (?:eine?|was|wenn|wann|wo|wie)",
        calls="bekannt als|genannt|sogenannte[nrs]?",
        articles="eine?|der|die|das|den",
        refers=r"siehe|falls|z\. ?b",
    ),
    stated={
        "length": rf"{_NUMBER}(?: \(\w+\))?(?:(?:-| - | bis ){_NUMBER})?[ -](?:(?:vollen?|ganzen?) )?"
        r"(?:minuten?|stunden?|(?:werk|arbeits|kalender)?tage?n?|wochen?|monate?n?|jahre?n?)\b",
        "times": rf"(?:{_NUMBER} ?mal|einmal|zweimal|dreimal)\b",
        "number": rf"{_NUMBER}\b",
        "money": r"(?:[€$£] ?\d[\d.]*(?:,\d\d)?|\d[\d.]*(?:,\d\d)? ?(?:€|euros?\b|cents?\b|eur\b))",
        "hours": rf"{_CLOCK}(?: ?- ?| bis ){_CLOCK}",
    },
)
