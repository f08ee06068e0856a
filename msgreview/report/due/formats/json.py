"""What is due in the JSON contract."""

from msgreview.report.due.formats import DueList
from msgreview.report.json import versioned_json
from msgreview.report.registry import Format


def _render(due: DueList, width: int) -> str:
    causes = [{"name": each.name, "messages": each.messages, "text": each.text} for each in due.causes]
    return versioned_json({"today": due.today, "within": due.within, "due": due.messages, "causes": causes})


FORMAT = Format(".json", _render)
