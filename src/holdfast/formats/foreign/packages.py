"""What reports about weak packages have in common: one item for a weakness in a package."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.formats.foreign.document import clip
from holdfast.formats.foreign.words import place, public_names, severity, weaknesses
from holdfast.model.foreign import Answer, Item

KIND = "sca"


def weak(
    name: str,
    package: str,
    version: str = "",
    *,
    path: str,
    line: int = 1,
    answer: Answer = Answer.FAIL,
    word: str = "",
    score: float | None = None,
    fixed: str = "",
    title: str = "",
    why: str = "",
    cwe: Iterable[str] = (),
    others: Iterable[str] = (),
) -> Item:
    """A weakness ``name`` in a package; its identity is the package at its place, whatever its version."""
    mended = f", mended in {fixed}" if fixed else ""
    says = f"{package} {version}".strip() + f" has {name}{mended}"
    return Item(
        rule=name,
        kind=KIND,
        answer=answer,
        place=place(path, line),
        title=title or f"{name} in a package",
        says=clip(f"{why.rstrip('.')}: {says}" if why else says),
        severity=severity(word, score),
        parts=(path, package),
        cwe=weaknesses(*cwe),
        names=tuple(dict.fromkeys((*public_names(name), *public_names(*others)))),
        aliases=tuple(other for other in dict.fromkeys(others) if other and other != name)[:20],
    )


def bare(purl: str) -> str:
    """A package URL without its version and what follows it; other texts as they are."""
    if not purl.startswith("pkg:"):
        return purl
    head = purl.partition("?")[0].partition("#")[0]
    cut = head.rfind("@")
    return head[:cut] if cut > head.rfind("/") else head


def image(name: str) -> str:
    """The subject that an image's name means: builds of one image are one subject."""
    short = name.strip().partition("@")[0]
    folder, slash, last = short.rpartition("/")
    return f"image:{folder}{slash}{last.partition(':')[0]}" if last else ""
