"""JSON Schemas of courses and scenes, made from the types that they are checked with."""

from typing import Any

import msgspec

from msgreview.report.schema import Part, file_schema, keyed_schema
from msgreview.train.course import CourseFile, Header
from msgreview.train.kinds import KINDS
from msgreview.train.roleplay.scene import SceneFile


def course_schema() -> dict[str, Any]:
    """The schema of a course: the keys of an exercise are those that all have and those of its kind."""
    parts = [Part(kind.name, kind.options) for kind in KINDS.values()]
    return keyed_schema("course", CourseFile, Header, ("exercises", "kind"), parts)


def scene_schema() -> dict[str, Any]:
    """The schema of a scene."""
    (top,), definitions = msgspec.json.schema_components([SceneFile], ref_template="#/$defs/{name}")
    return file_schema("scene", top, definitions)
