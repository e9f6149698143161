"""The frame of these pages: self-contained, no script, nothing loaded from anywhere, light and dark, fit to print."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any

from holdfast.formats.report.plain import visible


def page(name: str, view: Mapping[str, Any]) -> str:
    """The page of a template of this folder. Every value is escaped, and characters that would not show are visible.

    ``view`` holds plain data, as ``holdfast`` gives it to programs too.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    room = files("holdfast.formats.report.standing")
    base = files("holdfast.formats.report").joinpath("report.css").read_text(encoding="utf-8")
    style = base + room.joinpath("standing.css").read_text(encoding="utf-8")
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
        loader=FunctionLoader(lambda one: room.joinpath(one).read_text(encoding="utf-8")),
    )
    made.filters["day"] = _day
    made.filters["moment"] = _moment
    # The style sheets are files of this package, and their digest is the only style that the page's policy lets in.
    return made.get_template(f"{name}.html.j2").render(
        style=Markup(style),  # noqa: S704
        style_digest=b64encode(sha256(style.encode()).digest()).decode(),
        **view,
    )


def _shown(value: Any) -> Any:
    """Let a template print text of others only as far as it shows, and our own markup as it is."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _day(text: str) -> str:
    return text[:10]


def _moment(text: str) -> str:
    return f"{text[:16].replace('T', ' ')} UTC" if text else ""
