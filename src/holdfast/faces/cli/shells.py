"""Completion scripts for three shells, made from the shape of the command line; they start no program meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from holdfast.faces.cli.shape import Argument, Command

_NOTE: Final = "# Written by `holdfast completion`; write it again when Holdfast was updated.\n"


def bash(top: Command) -> str:
    """The script for bash: source it, or put it where bash-completion looks."""
    places = "|".join(_quoted(_path(item)) for item in top.all() if item.words)
    words = "\n".join(f"    {_quoted(_path(item))}) found={_quoted(' '.join(_flags(item)))} ;;" for item in top.all())
    after = "\n".join(
        f"    {'|'.join(_quoted(f'{_path(item)} {flag}') for flag in each.flags)})"
        f" found={_quoted(' '.join(each.choices))} ;;"
        for item in top.all()
        for each in item.flags
        if each.value
    )
    return _filled(_BASH, places=places, flags=words, values=after, names=_names(top))


def _names(top: Command) -> str:
    rows = ((item, [each.words[-1] for each in item.below] or _operand_words(item)) for item in top.all())
    return "\n".join(
        f"    {_quoted(_path(item))}) found={_quoted(' '.join(words))} ;;" for item, words in rows if words
    )


def zsh(top: Command) -> str:
    """The script for zsh: put it into a folder of ``fpath`` as ``_holdfast``, or source it after ``compinit``."""
    places = "|".join(_quoted(_path(item)) for item in top.all() if item.words)
    flags = "\n".join(f"    {_quoted(_path(item))}) found=({_described_flags(item)}) ;;" for item in top.all())
    values = "\n".join(
        f"    {'|'.join(_quoted(f'{_path(item)} {flag}') for flag in each.flags)})"
        f" found=({' '.join(map(_quoted, each.choices))}); [[ -n $found ]] || files=1 ;;"
        for item in top.all()
        for each in item.flags
        if each.value
    )
    names = "\n".join(
        f"    {_quoted(_path(item))}) found=({words}) ;;" for item in top.all() if (words := _below(item))
    )
    return _filled(_ZSH, places=places, flags=flags, values=values, names=names)


def _below(item: Command) -> str:
    rows = [f"{each.words[-1]}:{_plain(each.help)}" for each in item.below]
    return " ".join(map(_quoted, rows or _operand_words(item)))


def _described_flags(item: Command) -> str:
    return " ".join(_quoted(f"{flag}:{_plain(each.help)}") for each in item.flags for flag in each.flags)


def fish(top: Command) -> str:
    """The script for fish: put it into ``~/.config/fish/completions/holdfast.fish``."""
    return _FISH + "\n".join(row for item in top.all() for row in _fish_rows(item)) + "\n"


def _fish_rows(item: Command) -> Iterator[str]:
    at = " ".join(("__holdfast_at", *item.words))
    only = " ".join(("__holdfast_only", *item.words))
    for each in item.below:
        yield f"complete -c holdfast -f -n {_fished(only)} -a {each.words[-1]} -d {_fished(each.help)}"
    for word in [] if item.below else _operand_words(item):
        yield f"complete -c holdfast -f -n {_fished(only)} -a {word}"
    for flag in item.flags:
        yield f"complete -c holdfast -n {_fished(at if item.words else only)}{_fish_flag(flag)} -d {_fished(flag.help)}"


def _fish_flag(flag: Argument) -> str:
    names = "".join(f" -l {word[2:]}" if word.startswith("--") else f" -s {word[1:]}" for word in flag.flags)
    if not flag.value:
        return names
    return f"{names} -x -a {_fished(' '.join(flag.choices))}" if flag.choices else f"{names} -r"


def _operand_words(item: Command) -> list[str]:
    return [word for each in item.operands[:1] for word in each.choices]


def _path(item: Command) -> str:
    return "".join(f" {word}" for word in item.words)


def _flags(item: Command) -> list[str]:
    return [flag for each in item.flags for flag in each.flags]


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _fished(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _filled(template: str, **parts: str) -> str:
    for name, text in parts.items():
        template = template.replace(f"@{name}@", text)
    return template


_BASH: Final = (
    _NOTE
    + """_holdfast() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at where='' found=''
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$where ${COMP_WORDS[at]}" in
    @places@) where="$where ${COMP_WORDS[at]}" ;;
    esac
  done
  COMPREPLY=()
  case "$where $before" in
@values@
    *) before='' ;;
  esac
  if [[ -z $before && $current == -* ]]; then
    case "$where" in
@flags@
    esac
  elif [[ -z $before ]]; then
    case "$where" in
@names@
    esac
  fi
  [[ -n $found ]] && COMPREPLY=($(compgen -W "$found" -- "$current"))
  return 0
}
complete -o bashdefault -o default -F _holdfast holdfast
"""
)

_ZSH: Final = (
    "#compdef holdfast\n"
    + _NOTE
    + """_holdfast() {
  local where='' files='' at
  local -a found
  for ((at = 2; at < CURRENT; at++)); do
    case "$where $words[at]" in
    @places@) where="$where $words[at]" ;;
    esac
  done
  case "$where $words[CURRENT-1]" in
@values@
    *) files=none ;;
  esac
  if [[ $files == 1 ]]; then
    _files
    return
  elif [[ -n $found ]]; then
    compadd -a found
    return
  fi
  if [[ $words[CURRENT] == -* ]]; then
    case "$where" in
@flags@
    esac
  else
    case "$where" in
@names@
    *) _files; return ;;
    esac
  fi
  _describe holdfast found
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _holdfast "$@"
else
  compdef _holdfast holdfast
fi
"""
)

_FISH: Final = (
    _NOTE
    + """function __holdfast_words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or echo $word
    end
end
function __holdfast_at
    set -l words (__holdfast_words)
    test (count $words) -ge (count $argv); and test "$words[1..$(count $argv)]" = "$argv"
end
function __holdfast_only
    set -l words (__holdfast_words)
    test (count $words) -eq (count $argv); and test "$words" = "$argv"
end
"""
)

SHELLS: Final[dict[str, Callable[[Command], str]]] = {"bash": bash, "zsh": zsh, "fish": fish}
