"""What a kit is made from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgreview.model.config import Settings
from msgreview.train.course import Course
from msgreview.train.kit.session import Session
from msgreview.train.roleplay.scene import Scene


class Kit(NamedTuple):
    """What a kit is made from."""

    session: Session
    scenes: Mapping[str, Scene]
    courses: Sequence[Course]
    settings: Settings
    start: str = ""
    """When it begins, such as "13:00"; as its file says where it is empty."""

    def course(self, name: str) -> Course:
        """The course of a name."""
        return next(course for course in self.courses if course.name == name)
