"""A packed table of 16-byte keys and short values that is searched where it lies, without being unpacked.

Columns in 32-bit numbers of the machine, keys in groups by their first 12 bits:

    generation, count | fan: where each of 4096 groups starts, and the end | keys | last used | places | values

A value is its length and its bytes; place 0 holds the empty value, which is the common one. The body is trusted:
whoever hands it over has checked that it was made here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from itertools import accumulate
from operator import add
from typing import Final

KEY_BYTES: Final = 16
_GROUPS: Final = 4096
_HEAD: Final = 8
_FAN: Final = 4 * (_GROUPS + 1)
_NOTHING: Final = bytes(4)


class Table:
    """The entries of one body. ``generation`` counts how often the table was written."""

    __slots__ = ("_data", "_fan", "_keys", "_places", "_stamps", "_start", "_values", "count", "generation")

    def __init__(self, data: bytes, start: int = 0) -> None:
        """Take a body, which begins at ``start`` of ``data``. Raises ValueError when it is shorter than it says."""
        if len(data) < start + _HEAD + _FAN:
            raise ValueError("the table is cut off")
        self._data, self._start = data, start
        self._keys = start + _HEAD + _FAN
        numbers = memoryview(data[start : self._keys]).cast("I")
        self.generation, self.count = numbers[0], numbers[1]
        self._fan = numbers[2:]
        self._stamps = self._keys + KEY_BYTES * self.count
        self._places = self._stamps + 4 * self.count
        self._values = self._places + 4 * self.count
        if len(data) < self._values + 4:
            raise ValueError("the table is cut off")

    @property
    def body(self) -> bytes:
        """The body itself."""
        return self._data[self._start :]

    def find(self, key: bytes) -> int:
        """Give the number of the entry with this key, or -1."""
        group = key[0] << 4 | key[1] >> 4
        start = self._keys + KEY_BYTES * self._fan[group]
        end = self._keys + KEY_BYTES * self._fan[group + 1]
        while (at := self._data.find(key, start, end)) >= 0:
            number, rest = divmod(at - self._keys, KEY_BYTES)
            if not rest:
                return number
            start = at + 1
        return -1

    def stamp(self, number: int) -> int:
        """Give the generation in which the entry was last used."""
        at = self._stamps + 4 * number
        return memoryview(self._data[at : at + 4]).cast("I")[0]

    def value(self, number: int) -> bytes:
        """Give the value of the entry."""
        at = self._places + 4 * number
        place = memoryview(self._data[at : at + 4]).cast("I")[0]
        if not place:
            return b""
        start = self._values + place + 4
        length = memoryview(self._data[start - 4 : start]).cast("I")[0]
        return self._data[start : start + length]

    def merged(self, new: Mapping[bytes, bytes], used: Iterable[bytes]) -> Table:
        """Give the next generation: with the new entries, and with the used ones marked as used."""
        generation = self.generation + 1
        stamps, places = self._column(self._stamps), self._column(self._places)
        values = [self._data[self._values :]]
        end = len(values[0])
        for key in used:
            if (number := self.find(key)) >= 0:
                stamps[number] = generation
        fresh = []
        for key in sorted(new):
            value = new[key]
            place = end if value else 0
            if value:
                values += (_number(len(value)), value)
                end += 4 + len(value)
            if (number := self.find(key)) >= 0:
                stamps[number], places[number] = generation, place
            else:
                fresh.append((key, place))
        return self._woven(generation, fresh, stamps, places, values)

    def pruned(self, keep: int, max_bytes: int) -> Table:
        """Leave out what was not used for ``keep`` generations and, when too large, what was not used longest."""
        stamps = self._column(self._stamps)
        oldest = self.generation - keep
        if len(self._data) - self._start <= max_bytes and (not stamps or min(stamps) >= oldest):
            return self
        room = max_bytes * 3 // 4 - _HEAD - _FAN - len(_NOTHING)
        kept = []
        for number in sorted(range(self.count), key=stamps.__getitem__, reverse=True):
            room -= KEY_BYTES + 12 + len(self.value(number))
            if room < 0 or stamps[number] < oldest:
                break
            kept.append(number)
        return self._only(sorted(kept), stamps)

    def _column(self, start: int) -> array[int]:
        return array("I", self._data[start : start + 4 * self.count])

    def _key(self, number: int) -> bytes:
        at = self._keys + KEY_BYTES * number
        return self._data[at : at + KEY_BYTES]

    def _woven(
        self,
        generation: int,
        fresh: list[tuple[bytes, int]],
        stamps: array[int],
        places: array[int],
        values: list[bytes],
    ) -> Table:
        """Put the fresh keys, in order, at the ends of their groups."""
        more = [0] * (_GROUPS + 1)
        keys: list[bytes] = []
        new_stamps, new_places = array("I"), array("I")
        last = 0
        for key, place in fresh:
            group = key[0] << 4 | key[1] >> 4
            more[group + 1] += 1
            end = self._fan[group + 1]
            keys += (self._data[self._keys + KEY_BYTES * last : self._keys + KEY_BYTES * end], key)
            new_stamps += stamps[last:end]
            new_places += places[last:end]
            new_stamps.append(generation)
            new_places.append(place)
            last = end
        keys.append(self._data[self._keys + KEY_BYTES * last : self._stamps])
        new_stamps += stamps[last:]
        new_places += places[last:]
        fan = array("I", map(add, self._fan, accumulate(more)))
        return _packed(generation, fan, keys, new_stamps, new_places, values)

    def _only(self, kept: list[int], stamps: array[int]) -> Table:
        sizes = [0] * (_GROUPS + 1)
        keys, places = [], array("I")
        values, end = [_NOTHING], len(_NOTHING)
        for number in kept:
            key, value = self._key(number), self.value(number)
            sizes[(key[0] << 4 | key[1] >> 4) + 1] += 1
            keys.append(key)
            places.append(end if value else 0)
            if value:
                values += (_number(len(value)), value)
                end += 4 + len(value)
        fan = array("I", accumulate(sizes))
        return _packed(self.generation, fan, keys, array("I", map(stamps.__getitem__, kept)), places, values)


def empty() -> Table:
    """Give a table without entries."""
    return _packed(0, array("I", bytes(_FAN)), [], array("I"), array("I"), [_NOTHING])


def _packed(
    generation: int, fan: array[int], keys: list[bytes], stamps: array[int], places: array[int], values: list[bytes]
) -> Table:
    head = array("I", (generation, len(stamps))).tobytes()
    return Table(b"".join([head, fan.tobytes(), *keys, stamps.tobytes(), places.tobytes(), *values]))


def _number(value: int) -> bytes:
    return array("I", (value,)).tobytes()
