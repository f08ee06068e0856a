"""Why a message cannot be shown as its reader gets it: a text that is no template."""

from collections.abc import Iterator

from msgreview.catalogue.locate import Lookup, locate_problem
from msgreview.model.message import Entry
from msgreview.template.variant_set import VariantSet


def unreadable_texts(variants: VariantSet, entry: Entry, lookup: Lookup) -> Iterator[str]:
    """A sentence for each text of the message, and of those it uses, that cannot be read as a template: what, where and why."""
    for problem in variants.unreadable:
        at = locate_problem(problem, entry, lookup)
        of = f" of '{at.message}'" if at.message != entry.message.id else ""
        what = "text" if at.field.startswith("parts") else at.field
        why = ", ".join(problem.args)
        yield f"The {what}{of} cannot be read as a template ({at.path}, line {at.line}): {why}."
