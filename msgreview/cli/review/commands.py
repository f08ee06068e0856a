"""`msgreview review`: the yearly review, message by message."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from msgreview.cli import output
from msgreview.cli.context import AsOf, ConfigPath, TextOrJson, split_names
from msgreview.cli.dispute import if_wrong
from msgreview.cli.errors import CLEAN, FINDINGS
from msgreview.cli.review import adopt, plan, record
from msgreview.cli.review.context import (
    Owner,
    Reviewer,
    Service,
    Within,
    is_fact,
    messages_here,
    review_here,
    say_unknown,
    time_within,
    unknown,
)
from msgreview.cli.review.record import Id
from msgreview.cli.review.sit.command import sit
from msgreview.model.errors import UsageError
from msgreview.model.finding import gravest_first
from msgreview.model.review import STATES, OverlayName
from msgreview.report.causes import find_causes
from msgreview.report.due.formats import FORMATS, DueList
from msgreview.report.due.messages import due_messages, failing, is_meant_for
from msgreview.report.lines import count
from msgreview.report.message_log import log_dict, log_lines, message_log
from msgreview.report.states import STYLES

app = typer.Typer(
    help="The yearly review: what is due, what changed, what you decide.", no_args_is_help=True, rich_markup_mode=None
)

_GATES: tuple[str, ...] = (*STATES, *OverlayName.__args__)  # type: ignore[attr-defined]


if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(FORMATS)]


@app.command("due")
def due(
    *,
    within: Within = None,
    service: Service = "",
    owner: Owner = "",
    reviewer: Reviewer = "",
    format: Annotated[FormatName, typer.Option(help="How to print it; `issue` is the body of an issue for a tracker.")] = "text",
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATES",
            help="End with exit code 1 where a message is in one (comma-separated or repeated), or in one that is red or yellow.",
        ),
    ] = None,
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """List what waits for somebody, the most urgent first.

    What was never reviewed, has changed since, or is due now or soon.
    """
    gates = _gates(fail_on)
    review = messages_here(config, as_of)
    time = time_within(within) or review.settings.config.review.warn
    messages = tuple(each for each in due_messages(review, time) if is_meant_for(each, service, owner, reviewer))
    if not messages:
        say_unknown(review, service=service, owner=owner, reviewer=reviewer)
    shown = {each.id: review.states[each.id] for each in messages}
    causes = tuple(each for each in find_causes(shown) if len(each.messages) > 1)
    output.emit(FORMATS[format], DueList(messages, time, review.settings.today, causes, bool(service or owner or reviewer)))
    if gates and (review.history is None or review.history.incomplete):
        raise UsageError("without its whole history nobody can tell what is due, so --fail-on does not let this pass.")
    failed = failing(messages, gates)
    if failed:
        output.say(f"{count(len(failed), 'message')} fail on {', '.join(gates)}: {', '.join(each.id for each in failed[:5])}"
                   + (" …" if len(failed) > 5 else ""))  # fmt: skip
    raise typer.Exit(FINDINGS if failed else CLEAN)


def _gates(values: list[str] | None) -> tuple[str, ...]:
    """The states named; `red` names those that are printed in red, and `yellow` these and the yellow ones."""
    names = split_names(values)
    for name in names:
        if name not in (*_GATES, "red", "yellow"):
            raise UsageError(f"--fail-on '{name}' is no state. There are: {', '.join(_GATES)}; or red, or yellow.")
    colours = {"red", *(["yellow"] if "yellow" in names else [])} if {"red", "yellow"} & {*names} else set()
    return (*(name for name in names if name in _GATES), *(name for name in _GATES if STYLES[name] in colours))


@app.command("log")
def log(
    name: Id,
    *,
    format: TextOrJson = "text",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Tell the life of a message.

    Who brought it in, who changed which words, who read it, and what was recommended.
    """
    review = review_here(config, as_of)
    if review.history is None or review.history.incomplete:
        raise UsageError(f"without its history, nothing can be said of the past of '{name}'.")
    if name not in review.states and not review.history.timeline(name).changes:
        raise unknown(review, name)
    history = message_log(review, name, review.lookup)
    if format == "json":
        output.write_json({"log": log_dict(history)})
    else:
        output.show(log_lines(history, output.width()))


@app.command("show")
def show(
    name: Id,
    *,
    format: TextOrJson = "text",
    as_of: AsOf = None,
    config: ConfigPath = None,
) -> None:
    """Show what is about to be approved.

    What the reader sees, what has changed since the last approval, and what the rules say.
    """
    review = review_here(config, as_of)
    if is_fact(review, name) and format == "text":
        from msgreview.cli.review.fact import cause_of, show_fact

        show_fact(review, cause_of(review, name))
        output.say(f"Next: msgreview review keep {name}")
        return
    if name not in review.catalogue.messages:
        raise unknown(review, name)
    from msgreview.report.review_lines import page_lines
    from msgreview.report.review_page import page_dict, review_pages

    [page] = review_pages(review, [name])
    if format == "json":
        output.write_json({"show": page_dict(page)})
        return
    output.show(page_lines(page, output.width()))
    if page.state.name == "retired":
        output.say(f"It is retired. To send it again, set `status: published` in {page.current.shown} first.")
    else:
        output.say(f"Next: msgreview review keep {name}", f"Or: msgreview review edit {name}, msgreview review retire {name}")
        for each in gravest_first(page.findings)[:1]:
            output.say(if_wrong(review.settings, each))


app.command("sit")(sit)
app.command("keep")(record.keep)
app.command("edit")(record.edit)
app.command("retire")(record.retire)
app.command("adopt")(adopt.adopt)
app.command("plan")(plan.plan)
app.command("calendar")(plan.calendar)
