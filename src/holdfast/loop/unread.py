"""What nobody could read, from what scans measured of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.model.event import Event, Measure
from holdfast.model.posture import Unread

SEEN_LINES: Final = "lines-seen"
UNREAD_LINES: Final = "lines-unread"
SEEN_FILES: Final = "files-seen"
UNREAD_FILES: Final = "files-unread"
NAMES: Final = (SEEN_LINES, UNREAD_LINES, SEEN_FILES, UNREAD_FILES)


def unread(events: Iterable[Event]) -> list[Unread]:
    """The last measures of each subject, most unread first. A subject that was never measured whole is not named."""
    last: dict[str, dict[str, Measure]] = {}
    for item in events:
        if isinstance(item, Measure) and item.name in NAMES:
            known = last.setdefault(item.subject, {}).get(item.name)
            if known is None or item.at >= known.at:
                last[item.subject][item.name] = item
    found = [_made(subject, own) for subject, own in last.items() if len(own) == len(NAMES)]
    return sorted(found, key=lambda item: (-item.share, item.subject))


def _made(subject: str, own: dict[str, Measure]) -> Unread:
    return Unread(
        subject=subject,
        at=min(item.at for item in own.values()),
        lines=int(own[UNREAD_LINES].value),
        of_lines=int(own[SEEN_LINES].value),
        files=int(own[UNREAD_FILES].value),
        of_files=int(own[SEEN_FILES].value),
    )
