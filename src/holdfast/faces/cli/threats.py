"""``holdfast threats``: one module for each of its verbs, read when it is used."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, NoReturn

from holdfast.model.errors import UsageError


class Below(NamedTuple):
    """One verb below: the module that has its ``add`` and ``run``."""

    target: str
    help: str


# The tests read these names as imports.
BELOW: Final = {
    "init": Below("holdfast.faces.cli.threats_init", "draft a model from what is there, or add what it lacks"),
    "lint": Below("holdfast.faces.cli.threats_lint", "tell all that is wrong with the model at once, by line"),
    "analyse": Below("holdfast.faces.cli.threats_analyse", "what could go wrong, and how far it is handled"),
    "show": Below("holdfast.faces.cli.threats_show", "all that is known of one threat"),
    "questions": Below("holdfast.faces.cli.threats_questions", "what has to be known to tell whether threats apply"),
    "stories": Below("holdfast.faces.cli.threats_stories", "what attackers want, and how far each step is handled"),
    "treat": Below("holdfast.faces.cli.threats_treat", "write down what is done about a threat"),
    "rules": Below("holdfast.faces.cli.threats_rules", "list the rules about threats, or test your own"),
    "diff": Below("holdfast.faces.cli.threats_diff", "what a change does to the model and its threats"),
    "picture": Below("holdfast.faces.cli.threats_picture", "draw the model as a data-flow diagram"),
    "report": Below("holdfast.faces.cli.threats_report", "write the model and its threats for readers"),
    "export": Below("holdfast.faces.cli.threats_export", "write the model for another tool, and tell what is lost"),
    "import": Below("holdfast.faces.cli.threats_import", "read another tool's model, and tell what is lost"),
}
USUAL: Final = "analyse"
"""What is done when no verb is named."""


class Late(argparse.ArgumentParser):
    """A parser that declares its arguments when it is used, so that no other verb's modules are read."""

    target: str = ""

    def fill(self) -> None:
        """Declare the arguments, once."""
        if self.target:
            target, self.target = self.target, ""
            import_module(target).add(self)

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Declare the arguments, then parse."""
        self.fill()
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(message, advice=f"See `{self.prog} --help`.")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    parser.description = (
        "What could go wrong with the system in .holdfast/threatmodel.yaml, and how far evidence shows it handled. "
        f"Without a verb it is `{USUAL}`."
    )
    verbs = parser.add_subparsers(dest="threats_verb", metavar="VERB", parser_class=Late)
    for name, below in BELOW.items():
        found = verbs.add_parser(name, help=below.help)
        found.target = below.target


def run(args: argparse.Namespace) -> int:
    """Do what was asked. Raises HoldfastError with advice."""
    name = args.threats_verb
    if name is None:
        name = USUAL
        late = Late(prog=f"holdfast threats {name}")
        late.target = BELOW[name].target
        args = late.parse_args([], args)
    code: int = import_module(BELOW[name].target).run(args)
    return code
