"""Found while a file or a template is read, not by a check.

The rule holds the words, the level and the examples for a problem that the program meets before any rule can run: a file
that is not YAML, a key that is not known, a template that cannot be rendered. It has no options.
"""

import msgspec

from msgreview.rubric.kind import Kind


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`reported` has no options."""


KIND = Kind("reported", __doc__, Options, args=None)
