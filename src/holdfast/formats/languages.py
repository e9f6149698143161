"""How languages write comments and strings, by the name of a file: enough to add a comment without breaking anything.

``formats.comments`` reads what is written with these; the tests hold the two together.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Style(NamedTuple):
    """One way of writing a comment."""

    start: str
    end: str = ""
    """Empty: the comment ends with its line."""
    beside: bool = True
    """It may stand behind code; otherwise alone on its line only."""


class Language(NamedTuple):
    """What adding a comment has to know."""

    style: Style
    long: tuple[str, ...] = ()
    """Names of strings and other stretches that may go over line ends, see ``formats.stretches``."""
    markup: bool = False
    """Tags, with scripts and style sheets between them."""


_HASH: Final = Style("#")
_HASH_ALONE: Final = Style("#", beside=False)
_SLASHES: Final = Style("//")
_DASHES: Final = Style("--")
_TAGS: Final = Style("<!--", "-->")
_BLOCK: Final = Style("/*", "*/")
_C: Final = ("block",)

_GROUPS: Final[tuple[tuple[str, Language], ...]] = (
    ("py pyi pyw bzl star", Language(_HASH, ("triple",))),
    ("sh bash zsh ksh fish envrc bats", Language(_HASH, ("double", "single", "heredoc"))),
    ("rb rake gemspec ru podspec pl pm t cr", Language(_HASH, ("double", "single", "squiggly"))),
    ("ex exs jl nim coffee", Language(_HASH, ("triple", "double"))),
    ("r tcl awk cmake nix gd", Language(_HASH, ("double",))),
    ("yaml yml", Language(_HASH, ("scalar", "double-value", "single-value"))),
    ("toml", Language(_HASH, ("triple",))),
    ("tf tfvars hcl nomad", Language(_HASH, ("heredoc", "block"))),
    ("ps1 psm1 psd1", Language(_HASH, ("double", "single", "angle"))),
    ("graphql gql", Language(_HASH, ("triple",))),
    ("env conf cfg cnf properties mk pgpass pypirc npmrc gitconfig service", Language(_HASH_ALONE)),
    ("c h cc cpp cxx hh hpp hxx m mm proto sol zig bicep jsonc json5", Language(_SLASHES, _C)),
    ("java kt kts scala groovy gradle swift dart cs fs fsx", Language(_SLASHES, (*_C, "triple"))),
    ("js mjs cjs ts mts cts jsx tsx go", Language(_SLASHES, (*_C, "backtick"))),
    ("php", Language(_SLASHES, (*_C, "double", "single", "nowdoc"))),
    ("rs", Language(_SLASHES, (*_C, "double"))),
    ("scss less", Language(_SLASHES, _C)),
    ("css", Language(_BLOCK, _C)),
    ("sql psql ddl", Language(_DASHES, (*_C, "single", "dollar"))),
    ("lua", Language(_DASHES, ("brackets",))),
    ("hs elm adb ads vhd vhdl", Language(_DASHES)),
    ("ini lisp cl clj cljs cljc edn el scm rkt asm reg", Language(Style(";", beside=False), ("double",))),
    ("tex erl hrl", Language(Style("%", beside=False))),
    ("vb vbs bas", Language(Style("'", beside=False))),
    ("bat cmd", Language(Style("REM ", beside=False))),
    ("f90 f95 f03", Language(Style("!", beside=False))),
    ("ml mli", Language(Style("(*", "*)"), ("paren", "double"))),
    ("html htm xhtml vue svelte hbs ejs erb", Language(_TAGS, ("tags", "tag"), markup=True)),
    (
        "xml svg plist xsd xsl xslt pom csproj vbproj fsproj props targets config resx wsdl xaml",
        Language(_TAGS, ("tags", "tag")),
    ),
    ("md markdown", Language(_TAGS, ("tags", "fence"))),
    ("jsp", Language(Style("<%--", "--%>"), ("tags", "tag"), markup=True)),
    ("j2 jinja jinja2 njk twig", Language(Style("{#", "#}", beside=False), ("braces",))),
)
_NAMES: Final = {
    "dockerfile": Language(_HASH_ALONE, ("heredoc",)),
    "containerfile": Language(_HASH_ALONE, ("heredoc",)),
    "makefile": Language(_HASH_ALONE),
    "gnumakefile": Language(_HASH_ALONE),
    "jenkinsfile": Language(_SLASHES, (*_C, "triple")),
    "rakefile": Language(_HASH, ("double", "single", "squiggly")),
    "gemfile": Language(_HASH, ("double", "single", "squiggly")),
    "vagrantfile": Language(_HASH, ("double", "single", "squiggly")),
    "procfile": Language(_HASH_ALONE),
}
LANGUAGES: Final = {ending: language for endings, language in _GROUPS for ending in endings.split()}
"""By ending, without its dot."""
NAMES: Final = _NAMES
"""By the name of a file in lower case."""

SCRIPT: Final = Language(_SLASHES, (*_C, "backtick"))
SHEET: Final = Language(_BLOCK, _C)


def language(path: str) -> Language | None:
    """The language of a file by its name; None where it has no comments, or none that is known here."""
    name = path.rpartition("/")[2].lower()
    if name in _NAMES:
        return _NAMES[name]
    first, *rest = name.lstrip(".").split(".")
    if first in ("env", "dockerfile", "containerfile") and (name.startswith(".env") or first != "env"):
        return LANGUAGES["env"] if first == "env" else _NAMES[first]
    ending = rest[-1] if rest else first if name.startswith(".") else ""
    return LANGUAGES.get(ending)


def write(style: Style, check: str, reason: str, until: str) -> str:
    """An ignore comment. ``reason`` must be ``plain``; an empty ``until`` means no end."""
    ends = f" until={until}" if until else ""
    words = f'holdfast: ignore[{check}] reason="{reason}"{ends}'
    gap = "" if style.start.endswith(" ") else " "
    return f"{style.start}{gap}{words}{' ' + style.end if style.end else ''}"


def plain(reason: str) -> str:
    """A reason that every comment can hold: one line, no double quotes, nothing that ends a comment."""
    text = " ".join("".join(char if char.isprintable() else " " for char in reason).replace('"', "'").split())
    while "--" in text:
        text = text.replace("--", "-")
    for end in ("*/", "#}", "*)", "?>", "%>"):
        text = text.replace(end, " ".join(end))
    return text
