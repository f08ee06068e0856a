"""Words with a full stop that may not end a sentence, and words that sentences begin with. All in small letters."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


TITLES = _words("mr mrs ms mx dr prof rev hon fr capt gen sgt messrs mmes vs cf viz e.g i.e eg ie approx ca")
"""Never the end of a sentence."""

BEFORE_NUMBER = _words(
    "no nos nr vol vols p pp ed eds ch sec art fig ext tel ph fl apt rm ref est max min incl excl bldg",
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun",
)
"""Not the end before a digit or a small letter."""

WORDS_TOO = _words("no sun sat max min fig art ed mar dec")
"""Of these, the ones that are words as well."""

MAY_END = _words(
    "st ave rd blvd ln ct hwy sq mt ft inc ltd co corp llc plc dept univ assn lib jr sr",
    "u.s u.k u.s.a ph.d b.a m.a b.c a.d d.c n.b p.s",
)
"""The end only before a word that sentences begin with."""

LOOSE = _words("etc a.m p.m")
"""The end before any capital, days apart."""

ABBREVIATIONS = TITLES | BEFORE_NUMBER | MAY_END | LOOSE

DAYS = _words("monday tuesday wednesday thursday friday saturday sunday")

STARTERS = _words(
    "i i'm i've i'll i'd you you're you've you'll your we we're we've we'll our us it it's its they they're their he she",
    "his her my the this that these those there here a an if when once until unless after before while because since as at",
    "by for from in on to with without and but or so yet not no yes please thank thanks sorry unfortunately however also just",
    "any all some each most many more what what's why how where who do does don't did can can't could would will won't let",
    "let's have has is are was were call visit reply return renew pay contact use click see sign check bring ask email text",
    "log tap open go take keep read find send make get note questions need want dear hi hello kind best regards sincerely",
    "yours good welcome congratulations",
)
"""What sentences of messages begin with."""
