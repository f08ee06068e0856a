"""Spanish."""

from msgreview.language.language import Amounts, Blanks, Clauses, Days, Glosses, Language, Lines, Numbers, Stops, words

_ONES = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_TEENS = ["diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"]
_TWENTIES = [
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_SMALL = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS, *_TWENTIES], 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 3)},
    **{f"{tens} y {ones}": 10 * n + m for n, tens in enumerate(_TENS, 3) for m, ones in enumerate(_ONES, 1)},
    **{f"{tens} y un": 10 * n + 1 for n, tens in enumerate(_TENS, 3)},
    "veintiún": 21, "docena": 12, "docena de": 12, "cien": 100, "doscientos": 200, "quinientos": 500, "mil": 1000,
}  # fmt: skip
_NUMBER = r"(?:\d{1,4}(?:,\d)?|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|catorce|quince|veinte|treinta)"
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?h\b)?|mediodía|medianoche)"
_UNITS = {
    "minute": "minuto minutos min",
    "hour": "hora horas h",
    "day": "día días dia dias",
    "working day": "laborable laborables hábil hábiles",
    "week": "semana semanas",
    "fortnight": "quincena quincenas",
    "month": "mes meses",
    "year": "año años",
    "euro": "euros",
    "dollar": "dólar dólares",
    "cent": "céntimo céntimos centavo centavos",
}

LANGUAGE = Language(
    "es",
    "Spanish",
    stops=Stops(
        titles=words("sr sra srta sres dr dra d dña prof lic ing ud uds vd vds p.ej ej aprox"),
        before_number=words(
            "n núm no nos tel tfno fax pág págs p pp cap vol art máx mín ene feb mar abr may jun jul ago sep sept oct nov dic",
            "lun mar mié jue vie sáb dom",
        ),
        words_too=words("no mar dom art nos"),
        may_end=words("av avda c cl pza s.a s.l cía ee.uu"),
        loose=words("etc a.m p.m"),
        days=words("lunes martes miércoles jueves viernes sábado domingo"),
        starters=words(
            "yo tú él ella usted ustedes nosotros ellos mi mis tu tus su sus nuestro nuestra nuestros nuestras el la los las un",
            "una unos unas este esta estos estas ese esa eso esto aquí allí si cuando hasta desde después antes mientras porque",
            "como con sin y e pero o u no ni sí por favor gracias muchas lamentamos lo también solo sólo todos todas cada muchos",
            "más qué cuándo dónde quién cómo cuál ha han hemos es son está están era fue será serán puede pueden podemos debe",
            "llame visite responda devuelva renueve pague use utilice haga vea mire traiga pregunte escriba abra vaya tome",
            "guarde lea envíe encuentre para a al del de en hola estimado estimada estimados estimadas querido querida buenos",
            "buenas saludos cordiales atentamente bienvenido bienvenida ahora hoy mañana entre le les se nos te me ya recuerde",
        ),
    ),
    lines=Lines(
        addressing="estimad[oa]s?|querid[oa]s?|hola|buenos días|buenas (?:tardes|noches)|saludos|bienvenid[oa]s?|apreciad[oa]s?",
        closing="saludos|un (?:cordial|saludo|abrazo)|cordialmente|atentamente|atte|muchas gracias|gracias|"
        "hasta (?:pronto|luego)|con (?:un|nuestros)|le saluda|reciba",
        leads_in="usted|nosotros|es|son|era|fue|puede|será|ha|han|por favor|si|aquí|este|esta|use|utilice|haga|visite|vea|"
        "siguientes?|porque|y|pero|entonces|después|finalmente|primero|también|nota|aviso|importante|recuerde|gracias|para|a|pasos?|"
        "preguntas?|opciones",
        leads_out="es|son|era|fue|puede|será|ha|han|por favor|siguientes?|nota|aviso|esta|este|que",
        people="usted|ustedes|nosotros|le|les|nos|tú|te",
        talk="usted|ustedes|su|sus|nosotros|nuestr[oa]s?|nos|mi|por favor|debe|puede|pueden|podría|será|ha|han|había|sido|"
        "gracias|lamentamos|es|son|era|fue|está|están|tu|tus|te|le|les",
        you="usted|ustedes|su|sus|nosotros|nuestr[oa]s?|nos|por favor|tu|tus|te|le|les",
        request="llame|escriba|visite|responda|renueve|devuelva|pague|vea|pregunte|traiga|recoja|vaya|inicie|firme|pulse|use|utilice|"
        "preguntas",
        small="el|la|los|las|y|de|del|para|por|con|hasta|desde|vence|tel|fax|cada|cerrado|abierto|eur|al|en|días?|horas?|mediodía|"
        "medianoche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
        "septiembre|octubre|noviembre|diciembre|euros|págs?|vol|van|von",
        particles="el|la|los|las|de|del|y|e|en|a|al|o|u|por|para|con|un|una|von|van|der",
        dangling="un|una|unos|unas|el|la|los|las|de|del|y|o|para|por|en|a|al|con|su|sus|nuestr[oa]s?|mi|que|como|este|esta|estos|estas",
    ),
    numbers=Numbers(
        small=_SMALL,
        one="una?",
        hundred="ciento",
        thousand="mil",
        joint="y",
        phrases=(
            (r"\b(\d+) ([^\W\d]+) y medi[oa]\b", r"\1.5 \2"),
            (r"\b(\d+) y medi[oa]\b", r"\1.5"),
            (r"\bmedia 12\b", "6"),
            (r"\bmedi[oa] (?=[^\W\d])", "0.5 "),
            (r"\b1 vez\b", "1 veces"),
        ),
        none=r"\b(?:ningún|ninguna?|cero|sin)\b|^(?:gratis|gratuit[oa]|nada)$",
        groups=".",
    ),
    amounts=Amounts(
        units={form: unit for unit, forms in _UNITS.items() for form in forms.split()}
        | {
            f"{days} {kind}": "working day"
            for days in ("día", "días")
            for kind in ("laborable", "laborables", "hábil", "hábiles")
        }
        | {f"{days} naturales": "day" for days in ("día", "días")}
        | {"por ciento": "%"},
        plainly=words("más"),
        anything=words("vez vece ejemplar ejemplare artículo"),
        roughly="unos|unas|aproximadamente|alrededor de|cerca de|hasta|como máximo|no más de|en|dentro de|durante|entre|de|desde|"
        "un total de|solo|sólo|exactamente|el|la|los|las|nuestro|su",
        per="por|al|a la|cada|1",
        to="a|o|y",
    ),
    days=Days(
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep|set", "oct", "nov", "dic"),
        dates=(
            r"(?:(?:el )?(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom)[a-záé]*\.?,? )?(?:el )?(?:día )?<day>\.?(?:º|°)? (?:de )?<month>"
            r"(?:,? (?:del? )?<year>)?",
            r"(?:(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom)[a-záé]*\.?,? (?:el )?|(?:el|al|del) )(?:día )?<day>/<number>(?![/\d])",
        ),
        before_noon=r"a\. ?m\.?|am|de la mañana",
        after_noon=r"p\. ?m\.?|pm|de la (?:tarde|noche)",
        clock="h|horas|en punto",
        at="a las?",
        named={"mediodía": "12 h", "a mediodía": "12 h", "medianoche": "0 h"},
        since="de|desde|entre|desde las|de las|entre las",
        until="a|a las|hasta|hasta las|y|y las",
        halves=False,
        day_first=True,
    ),
    blanks=Blanks(
        fields="nombre|apellidos?|fecha|hora|día|título|número|correo|teléfono|dirección|sucursal|biblioteca|importe|motivo|sala|aquí",
        asks="su|inserte|introduzca|escriba|añada|elija|seleccione|(?:nombre|fecha|título) (?:del?|aquí)",
        no_name=r"Estimad[oa]s?(?:/a)? ?(?:Sra?\.)? ?[,:!]|(?:Hola|Buenos días|Buenas (?:tardes|noches)) [,:!]",
    ),
    clauses=Clauses(
        joins="que|porque|cuando|si|donde|mientras|aunque|pero",
        condition="si|cuando",
        again="y (?:nosotros|usted(?:es)?)",
        last="y|e|o",
    ),
    glosses=Glosses(
        says="es decir|esto significa|o sea|lo que significa|también llamad[oa]s?",
        defines="(?:es|son|significan?) (?:una?|lo que|cuando|donde)",
        calls="llamad[oa]s?|conocid[oa]s? como",
        articles="una?|el|las?|los",
        refers=r"véase|vea|si|p\. ?ej",
    ),
    stated={
        "length": rf"{_NUMBER}(?: \(\w+\))?(?:(?:-| - | a | o ){_NUMBER})? "
        r"(?:minutos?|horas?|días?(?: (?:laborables?|hábil(?:es)?|naturales))?|semanas?|quincenas?|mes(?:es)?|años?)(?!\w)",
        "times": rf"{_NUMBER} ve(?:z|ces)\b",
        "number": rf"{_NUMBER}\b",
        "money": r"(?:[€$£] ?\d[\d.]*(?:,\d\d)?|\d[\d.]*(?:,\d\d)? ?(?:€|euros?\b|céntimos?\b|dólar(?:es)?\b|eur\b))",
        "hours": rf"{_CLOCK}(?: ?- ?| a (?:las )?| hasta (?:las )?){_CLOCK}",
    },
)
