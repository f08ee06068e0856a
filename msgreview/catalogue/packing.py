"""Values as MessagePack, for caches and other processes: a number comes back as it was typed."""

from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from msgreview.catalogue.yaml_core import TypedNumber, core_value

T = TypeVar("T")
_TYPED = 1
"""The extension of MessagePack that holds a number's characters."""


def _extension(value: object) -> msgspec.msgpack.Ext:
    if isinstance(value, TypedNumber):
        return msgspec.msgpack.Ext(_TYPED, value.typed.encode())
    raise NotImplementedError(type(value))


def _number(_: int, typed: memoryview) -> Any:
    return core_value(str(typed, "utf-8"))


@lru_cache
def _decoder(type_: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(type_, ext_hook=_number)


pack = msgspec.msgpack.Encoder(enc_hook=_extension).encode
"""The bytes of a value made of structs and of what YAML holds."""


def unpack(data: bytes, type_: type[T]) -> T:
    """The value of a type that `pack` made bytes of. Raises msgspec.DecodeError for other bytes."""
    value: T = _decoder(type_).decode(data)  # type: ignore[arg-type]  # a type is hashable
    return value
