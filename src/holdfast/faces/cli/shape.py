"""The command line as plain data, read off its parsers: what completion scripts and the manual page are made from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A flag, or an operand without one."""

    flags: tuple[str, ...]
    """Every spelling; empty for an operand."""
    help: str
    value: str = ""
    """What it takes, as people read it; empty for a switch."""
    choices: tuple[str, ...] = ()
    """The only words that it takes, where there are such."""
    optional: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A verb, or the program itself."""

    words: tuple[str, ...]
    """What is typed to reach it, without the program's name."""
    help: str
    about: str
    arguments: tuple[Argument, ...] = ()
    below: tuple[Command, ...] = ()

    @property
    def flags(self) -> tuple[Argument, ...]:
        """Arguments with a flag."""
        return tuple(item for item in self.arguments if item.flags)

    @property
    def operands(self) -> tuple[Argument, ...]:
        """Arguments without one."""
        return tuple(item for item in self.arguments if not item.flags)

    def all(self) -> Iterator[Command]:
        """Yield the command itself, then everything below it."""
        yield self
        for command in self.below:
            yield from command.all()


def verbs(parser: argparse.ArgumentParser) -> list[str]:
    """Names of the verbs directly below a parser."""
    return [name for action in _groups(parser) for name in action.choices]


def command(parser: argparse.ArgumentParser, words: tuple[str, ...] = (), text: str = "") -> Command:
    """A parser and everything below it."""
    fill = getattr(parser, "fill", None)  # a verb that declares its arguments when it is asked for
    if fill:
        fill()
    below = []
    for action in _groups(parser):
        helps = {item.dest: item.help or "" for item in action._choices_actions}
        below += [command(found, (*words, name), helps.get(name, "")) for name, found in action.choices.items()]
    return Command(
        words=words,
        help=text,
        about=parser.description or text,
        arguments=tuple(
            _argument(item) for item in parser._actions if not isinstance(item, argparse._SubParsersAction)
        ),
        below=tuple(below),
    )


def _groups(parser: argparse.ArgumentParser) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    return [item for item in parser._actions if isinstance(item, argparse._SubParsersAction)]


def _argument(action: argparse.Action) -> Argument:
    words = tuple(map(str, action.choices)) if action.choices else ()
    named = str(action.metavar or "")
    if not words and "|" in named and named == named.lower():
        words = tuple(named.split("|"))
    takes = action.nargs != 0 and not isinstance(action, argparse.BooleanOptionalAction)
    return Argument(
        flags=tuple(action.option_strings),
        help=(action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%"),
        value=(named or "|".join(words) or action.dest.upper()) if takes else "",
        choices=words if takes else (),
        optional=bool(action.option_strings) or action.nargs == "?",
    )
