"""A message met otherwise than at ease: on a lock screen, read aloud, or in a language that is not one's own."""

from typing import Literal, TypeAlias

Way: TypeAlias = Literal["lock-screen", "read-aloud", "second-language"]
