"""The courses that come with the program keep what they promise."""

from pathlib import Path

from msgreview.catalogue.files import shipped
from msgreview.train.analysis import Analyser
from msgreview.train.check import check_courses
from msgreview.train.load import load_courses


def test_shipped_courses(analyser: Analyser) -> None:
    courses = load_courses([shipped("training")], analyser, Path.cwd())
    assert [str(flaw) for flaw in check_courses(courses, analyser)] == []
