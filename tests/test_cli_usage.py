"""A command line that cannot be read is answered with one sentence and with what to type."""

import pytest
from conftest import Cli


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("preview --header-row x", "--header-row takes a whole number from 0 up, and not 'x'."),
        ("preview --header-row -3", "--header-row takes a whole number from 0 up, and not '-3'."),
        ("preview --as song", "--as takes lock-screen, read-aloud or second-language, and not 'song'."),
        ("serve --port 99999999", "--port takes a whole number from 1 to 65535, and not '99999999'."),
        ("report nonsense", "YEAR takes a whole number from 1970 to 9000, and not 'nonsense'."),
        ("lint --level loud", "--level: there is no level 'loud'. Levels are red, yellow and green."),
        ("lint --no-cach", "`msgreview lint` has no option --no-cach. Did you mean --no-cache?"),
        ("lint --no-cache=3", "--no-cache takes no value: write it alone."),
        ("lint --format", "--format needs a value after it. `msgreview lint --help` shows what there is."),
        ("prevew", "there is no command 'prevew'. Did you mean 'preview'?"),
        ("review foo", "there is no command 'foo'. `msgreview review --help` shows what there is."),
        (
            "review log",
            "`msgreview review log` needs ID. Type `msgreview review log ID`. `msgreview review log --help` says what that is.",
        ),
        (
            "import koha x.sql",
            "`msgreview import koha` needs --into. Type `msgreview import koha FILE --into DIR`. "
            "`msgreview import koha --help` says what that is.",
        ),
        (
            "report 2026 a b",
            "'a b' is more than `msgreview report` takes. Type `msgreview report [YEAR]`, and put a name with blanks in quotes.",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(typed: str, said: str, cli: Cli) -> None:
    ended = cli(*typed.split())
    assert (ended.code, ended.out, ended.err) == (2, "", f"msgreview: {said}\n")


def test_help_is_no_error(cli: Cli) -> None:
    assert cli("preview", "-h").code == 0
    assert cli("--version").code == 0
