"""Short ways to write what an answer of a vendor looks like."""

from __future__ import annotations

from holdfast.model.verification import Sign


def sign(status: int, *field: str, be: tuple[str | bool | int, ...] = ()) -> Sign:
    """An answer with this status and, if named, a field of its JSON object that is one of ``be``."""
    return Sign(statuses=(status,), field=field, values=be)


def yes(*field: str, be: tuple[str | bool | int, ...] = ()) -> tuple[Sign, ...]:
    """The call was answered as it is to those who may make it."""
    return (sign(200, *field, be=be),)


def no(*field: str, be: tuple[str | bool | int, ...] = ()) -> tuple[Sign, ...]:
    """The call was refused for want of a valid credential (401)."""
    return (sign(401, *field, be=be),)
