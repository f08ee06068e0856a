"""A message as it is met where reading is harder: on a lock screen, read aloud, or in a second language."""

from typing import Literal, TypeAlias

Way: TypeAlias = Literal["lock-screen", "read-aloud", "second-language"]
