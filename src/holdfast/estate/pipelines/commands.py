"""What the commands of a script say about secrets and about text that is run again, whatever the system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from holdfast.estate.kinds.pipeline import Splice
from holdfast.estate.pipelines.words import guard, is_credential_name, rerun_variables, variables
from holdfast.kit.expressions import expression
from holdfast.model.value import Known, Tree, Unknown, Value

Texts = Value[tuple[Value[str], ...]]

_PRINTS: Final = expression(r"^\s*(?:sudo\s+)?(?:echo|printf|Write-(?:Host|Output))\b", re.IGNORECASE)
_SHOWS: Final = expression(r"\|\s*(?:base64|xxd|rev|od|hexdump|tr|sed|fold|cut|head|tail|cat|tee\s+/dev/\w+)\b[^|>]*$")
_GOES_AWAY: Final = expression(r"[|>]|::add-mask::")
_ANYWAY: Final = expression(r"\|\|\s*(?:true|:|exit\s+0)\s*$")
_TESTS: Final = expression(r"\$\{#|\$\{\w+:[+?]|\$\{\w+:?\+")


def prints(command: str) -> bool:
    """Whether a command writes its words to the log, and neither into a file nor to another command."""
    if _PRINTS.match(command) is None or _TESTS.search(command) is not None:
        return False
    return _GOES_AWAY.search(command) is None or _SHOWS.search(command) is not None


def printed(commands: Texts, is_secret: Callable[[str], bool] = is_credential_name) -> Texts:
    """Names of the secret variables that a script prints."""
    if isinstance(commands, Unknown):
        return commands
    found: list[Value[str]] = []
    for command in commands.value:
        if isinstance(command, Unknown):
            found.append(command)
        elif prints(command.value):
            names = [name for name in variables(command.value) if is_secret(name)]
            found += [command._replace(value=name) for name in dict.fromkeys(names)]
    return Known(tuple(found), commands.place)


def rerun(commands: Texts, writer_of: Callable[[str], str | None]) -> Iterator[Splice]:
    """Variables that a script runs as code again, where somebody else decides what is in them."""
    for command in commands.value if isinstance(commands, Known) else ():
        for name in rerun_variables(command.value) if isinstance(command, Known) else ():
            writer = writer_of(name)
            if writer is not None:
                yield splice(f"${name}", writer, command)


def splice(source: str, writer: str, at: Known[str]) -> Splice:
    """Text of somebody at the place of a command."""
    return Splice(source=at._replace(value=source), writer=at._replace(value=writer))


def tolerance(commands: Texts | None, declared: Value[bool]) -> Value[bool]:
    """Whether a failure stops nothing: as declared, or since the command of the security tool says ``|| true``."""
    if isinstance(declared, Known) and declared.value:
        return declared
    for command in commands.value if isinstance(commands, Known) else ():
        if isinstance(command, Known) and guard(command.value) is not None and _ANYWAY.search(command.value):
            return Known(True, command.place)
    return declared


def guards(commands: Texts, tree: Tree) -> Value[str | None]:
    """The security tool that a script runs."""
    for command in commands.value if isinstance(commands, Known) else ():
        if isinstance(command, Known) and (tool := guard(command.value)) is not None:
            return Known(tool, command.place)
    return commands if isinstance(commands, Unknown) else Known(None, tree.place)
