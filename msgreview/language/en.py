"""English."""

from msgreview.language.language import Amounts, Blanks, Clauses, Days, Glosses, Language, Lines, Numbers, Stops, words

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER = (
    r"(?:\d{1,4}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|ninety)(?:-\w+)?)"
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?(?:[ap]m\b|[ap]\.m\.))?|noon|midnight)"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:the )?"
_DAY = r"<day>(?:st|nd|rd|th)?"

LANGUAGE = Language(
    "en",
    "English",
    stops=Stops(
        titles=words("mr mrs ms mx dr prof rev hon fr capt gen sgt messrs mmes vs cf viz e.g i.e eg ie approx ca"),
        before_number=words(
            "no nos nr rs vol vols p pp ed eds ch sec art fig ext tel ph fl apt rm ref est max min incl excl bldg",
            "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun",
        ),
        words_too=words("no rs sun sat max min fig art ed mar dec"),
        may_end=words(
            "st ave rd blvd ln ct hwy sq mt ft inc ltd co corp llc plc dept univ assn lib jr sr",
            "u.s u.k u.s.a ph.d b.a m.a b.c a.d d.c n.b p.s",
        ),
        loose=words("etc a.m p.m"),
        days=words("monday tuesday wednesday thursday friday saturday sunday"),
        starters=words(
            "i i'm i've i'll i'd you you're you've you'll your we we're we've we'll our us it it's its they they're their he she",
            "his her my the this that these those there here a an if when once until unless after before while because since as",
            "at by for from in on to with without and but or so yet not no yes please thank thanks sorry unfortunately however",
            "also just any all some each most many more what what's why how where who do does don't did can can't could would",
            "will won't let let's have has is are was were call visit reply return renew pay contact use click see sign check",
            "bring ask email text log tap open go take keep read find send make get note questions need want dear hi hello kind",
            "best regards sincerely yours good welcome congratulations",
        ),
    ),
    lines=Lines(
        addressing="dear|hi|hiya|hello|hey|greetings|welcome|good (?:morning|afternoon|evening|day)",
        closing="with |many |kind(?:est)?|best|warm(?:est|ly)?|yours?|all the best|sincerely|respectfully|regards|cheers|thanks|"
        "thank you|take care|see you",
        leads_in="you|we|i|is|are|was|were|can|will|has|have|please|if|here|this|use|click|visit|see|below|follow|following|"
        "these|because|and|but|so|then|finally|first|next|also|note|reminder|important|ps|p\\.s|tip|update|warning|remember|"
        "thanks|thank|sorry|to|steps?|questions?|options?",
        leads_out="is|are|was|were|can|will|has|have|please|below|these|following|news|note|tip|this|that|includes?",
        people="you|we|us",
        talk="you|your|yours|we|our|us|my|please|let|i'm|we're|you're|won't|can't|don't|cannot|should|must|may|might|would|"
        "could|will|has|have|had|been|thanks|thank|sorry|is|are|was|were",
        you="you|your|we|our|us|please",
        request="call|phone|email|text|visit|reply|renew|return|pay|see|ask|bring|collect|go|log|sign|press|enter|use|questions",
        small="the|and|for|from|with|till|until|due|ext|tel|fax|per|each|cop(?:y|ies)|items?|pages?|vol|days?|weeks?|months?|"
        "years?|hours?|minutes|noon|midnight|closed|open|usd|eur|gbp|total|sur|der|den|des|del|von|van|los|las",
        particles="of|the|and|in|at|on|to|by|for|a|an|or|from|with|de|la|le|von|van|der",
        dangling="a|an|the|of|to|and|or|for|in|on|at|by|with|from|your|our|my|is|are|was|were|be|as|than|that|this|these",
        reader=r"you|yours?|yourself|you['’]\w+|in touch|reach out|get back|updates?",
        fact=r"(?!(?:your|it|they|we|i|he|she|as|so|card|account|access|booking|order|request|application|claim|payment|service)\b)\w+\s"
        r"(?:\S+\s){0,6}?(?:is|are|was|were|has|have|had|went|came|fell|ran|broke|hurt|left|lost|found|took|made|got|gave|saw|"
        r"rose|burst|blew|froze|stole|tore|grew|sank|caught|struck|hit|sold|\w{2,}(?:ed|s))(?:\s\S+){2,26}\.",
        speaks=r"you|you're|you've|yours|will|'ll|may|must|should|shall|please|following|below|above|attached|enclosed|pay\w*|paid|"
        "due|fines?|fees?|charges?|items?|thanks?|dear|hi|hello|sorry|hope|if|contact|call|visit|click|this|these|reminder|note|"
        "congratulations|also|subject|unpaid|over ?due|usually|normally|generally|occasionally|updated|revised|rescheduled|"
        "stops|ceases|borrowing|balance|debts?|arrears|overpayment|penalty|penalties|collections?|bailiffs?|judgment",
        bygone="was|were|had|did|broke|fell|ran|went|came|lost|found|discovered|took|failed|got|began|left",
        lasting=r"is|are|am|be|been|has|have|will|can|cannot|could|may|might|must|should|would|won['’]t|do|does|applies|means|remains|"
        r"\w+['’](?:s|re|ve|ll|m)|(?:ca|do|does|is|are|has|have)n['’]t|now|still|currently|(?<!earlier )today|tonight|"
        r"this evening",
        past=r"(?<!to\s)(?:had|was|were)\s(?!been\b)|has\s\w+\s(?:his|her|their)|broke|fell|ran|went|came|hurt|left|lost",
    ),
    numbers=Numbers(
        small={
            **{word: number for number, word in enumerate([*_ONES, *_TEENS], 1)},
            **{word: 10 * number for number, word in enumerate(_TENS, 2)},
            **{f"{tens} {ones}": 10 * n + m for n, tens in enumerate(_TENS, 2) for m, ones in enumerate(_ONES, 1)},
            "dozen": 12,
        },
        one="an?",
        hundred="hundred",
        thousand="thousand",
        joint="and",
        phrases=(
            (r"\bhalf 12\b", "6"),
            (r"\b(\d+) and (?:1 )?half\b", r"\1.5"),
            (r"\b1 ([^\W\d]+) and (?:1 )?half\b", r"1.5 \1"),
            (r"\bhalf (?:1 |of 1 )?(?=[^\W\d])", "0.5 "),
            (r"\bonce\b", "1 time"),
            (r"\btwice\b", "2 times"),
            (r"\bthrice\b", "3 times"),
        ),
        none=r"\b(?:no|zero|nil)\b|^free(?: of charge)?$|^nothing$",
        groups=",",
    ),
    amounts=Amounts(
        units={"min": "minute", "hr": "hour", "wk": "week", "mth": "month", "yr": "year", "business day": "working day"},
        plainly=words("calendar full whole consecutive more extra further additional us"),
        anything=words("time item thing copy copie"),
        roughly="about|around|approximately|roughly|some|up to|at most|no more than|not more than|a maximum of|within|for|between"
        "|from|a full|a total of|only|just|exactly|the|our|your",
        per="per|1|an?|each|every",
        to="to|or|and",
    ),
    days=Days(
        weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        months=("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        dates=(
            rf"{_WEEKDAY}{_DAY}(?: of)? <month>(?:,? <year>)?",
            rf"{_WEEKDAY}<month> {_DAY}(?:,? <year>)?",
        ),
        before_noon=r"am|a\.m\.?",
        after_noon=r"pm|p\.m\.?",
        clock="o'clock",
        at="at",
        named={"noon": "12 pm", "midday": "12 pm", "midnight": "12 am"},
        since="from|between",
        until="to|till|until|and",
        halves=True,
        day_first=None,
    ),
    blanks=Blanks(
        fields="name|date|time|day|title|number|email|phone|address|branch|library|item|amount|code|link|url|reason|author|room"
        "|here",
        asks="your|insert|enter|add|fill in|choose|select|name of|date of|title of|staff|patron|customer",
        no_name=r"Dear ?[,:!]|(?:Hello|Hi|Good (?:morning|afternoon|evening)) [,:!]",
    ),
    clauses=Clauses(
        joins="that|which|whom?|whose|where|when|if|unless|once|because|since|until|whil(?:e|st)|whether|(?:al)?though|but"
        r"|as(?! (?:an?|soon|well|long|possible|of|per|my|our|your)\b)"
        "|(?:so|and|or|before|after) (?:that|you|we|it|they|i|s?he|this)",
        condition=r"as(?! you (?:may |might )?know\b)|if|when|once",
        again="(?:and|but|so) (?:you|we|they|i|s?he|it)",
        last="and|or",
    ),
    glosses=Glosses(
        says=r"that is|i\.e\.|meaning|(?:which|this|that) means?|also (?:called|known as)",
        defines="(?:is|are|means?) (?:an?|any|what|when|where|how)",
        calls="known as|called",
        articles="an?|the",
        refers=r"see|if|e\.g",
    ),
    stated={
        "length": rf"{_NUMBER}(?: \(\w+\))?(?:(?:-| - | to ){_NUMBER})?[ -](?:(?:working|business|calendar|full) )?"
        r"(?:minute|hour|day|week|fortnight|month|year)s?\b",
        "times": rf"(?:{_NUMBER}(?: more)? times?|once|twice)\b",
        "number": rf"{_NUMBER}\b",
        "money": r"(?:(?:us)?[$€£] ?\d[\d,]*(?:\.\d\d)?"
        rf"|(?:\d+(?:\.\d\d)?|{_NUMBER}) ?(?:cents?|pence|p|dollars?|euros?|pounds?)\b)",
        "hours": rf"{_CLOCK}(?: ?- ?| to | until | till ){_CLOCK}",
    },
)
