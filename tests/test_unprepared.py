"""How well messages are read that no pattern was made for: `tests/cases/unprepared.yaml`, by share, as an editor would say."""

from collections import Counter
from typing import Any

import pytest
from case_files import load_cases
from test_reading import FLAGS, read

from msgreview.model.document import BadNews

CASES: list[dict[str, Any]] = load_cases("unprepared.yaml")
LEAST = {"greeting": 0.97, "signoff": 0.97, "positive": 0.86, "step": 0.89, "contact": 0.97}
"""The least share of the messages in which a flag is read as an editor would."""


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    """How many messages have each flag right; and of the bad news, what an editor tells, both tell, the reading
    tells alone, and of what both tell what is softened and led on right."""
    counted: Counter[str] = Counter()
    for case in CASES:
        document, reading = read(case["text"].rstrip("\n"), case["channel"])
        counted.update(flag for flag, field in FLAGS.items() if getattr(reading, field) == (flag in case["flags"]))
        matched = set()
        for want in case.get("bad", []):
            counted["told"] += 1
            start = document.text.index(want["says"])
            match = next((news for news in reading.bad_news if _overlap(news, start, start + len(want["says"]))), None)
            if match:
                matched.add(match.start)
                counted["both"] += 1
                counted["soft"] += match.softened == want.get("soft", False)
                counted["way"] += match.alternative == want.get("way", False)
        counted["alone"] += len(reading.bad_news) - len(matched)
    return counted


def _overlap(news: BadNews, start: int, end: int) -> bool:
    shared = min(news.end, end) - max(news.start, start)
    return shared > 0 and shared * 2 >= min(news.end - news.start, end - start)


@pytest.mark.parametrize("flag", LEAST)
def test_flags(counts: Counter[str], flag: str) -> None:
    assert counts[flag] / len(CASES) >= LEAST[flag]


def test_bad_news(counts: Counter[str]) -> None:
    assert counts["both"] / (counts["both"] + counts["alone"]) >= 0.92
    assert counts["both"] / counts["told"] >= 0.9
    assert counts["soft"] / counts["both"] >= 0.85
    assert counts["way"] / counts["both"] >= 0.84
