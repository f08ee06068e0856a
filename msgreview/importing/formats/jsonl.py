"""Records in a file of JSON Lines."""

from msgreview.importing.formats.json import values_by_line
from msgreview.importing.records import Export, Importer, Records, from_objects


def _records(export: Export) -> Records:
    text, notes = export.text()
    return from_objects(values_by_line(text), export.name, notes)


IMPORTER = Importer(name="JSON Lines", suffixes=("jsonl", "ndjson"), about="an object a line", records=_records)
