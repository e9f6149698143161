"""One step of a job or of a composite action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from holdfast.estate.github import outputs
from holdfast.estate.github.expression import Call, Context, Operation, every, find, parse
from holdfast.estate.github.lasting import lasting
from holdfast.estate.github.scope import Origin, Scope, origins, variable
from holdfast.estate.github.system import GITHUB, literal
from holdfast.estate.github.uses import CODE_INPUTS, HERE, Used, used
from holdfast.estate.kinds.pipeline import PipelineStep, Splice
from holdfast.estate.pipelines import Source, command_texts, guard, prints, rerun_variables, tolerance, variables
from holdfast.model.place import Place
from holdfast.model.tree import at, fields, flag
from holdfast.model.value import Hop, How, Known, Tree, Unknown, Value

_SHELLS: Final = frozenset({"", "bash", "sh", "pwsh", "powershell", "cmd", "zsh"})
_FEEDS: Final = "GITHUB_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A step with what the job asks of it."""

    step: PipelineStep
    tree: Tree
    used: Used | None
    local: str
    """Path of the action in the same repository that it uses."""
    commands: tuple[Known[str], ...]
    scope: Scope
    """What names stand for inside of it."""
    after: Scope
    """What they stand for behind it."""
    inputs: dict[str, Tree] = field(default_factory=dict)


def read(address: str, tree: Tree, source: Source, scope: Scope, local: Mapping[str, Mapping[str, Place]]) -> Read:
    """Understand one step. ``local`` has, for each action of the repository, the inputs that it runs as code."""
    scope = replace(scope, variables=(at(tree, "env"), *scope.variables))
    inputs = {name.lower(): value for name, value in fields(at(tree, "with"))}
    run, uses = at(tree, "run"), at(tree, "uses")
    part = used(literal(uses))
    path = f"./{literal(uses).strip()[2:]}" if literal(uses).strip().startswith(HERE) else ""
    shell = literal(at(tree, "shell")).split(" ")[0]
    commands: Value[tuple[Value[str], ...]] | None = None
    if isinstance(run, Unknown) or isinstance(run.value, str):
        commands = _commands(run, source) if shell in _SHELLS else None
    splices = _splices(run, commands, source, scope)
    for name in CODE_INPUTS.get(part.slug, ()) if part is not None else ():
        splices += _spliced(inputs[name], source, scope) if name in inputs else []
    for name, place in local.get(path, {}).items():
        splices += _handed(inputs[name], source, scope, name, place) if name in inputs else []
    has_code = commands is not None or bool(splices) or not (isinstance(run, Known) and run.value is None)
    step = PipelineStep(
        address=address,
        type="step",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=tree.place,
        raw=tree,
        commands=commands,
        splices=_all_splices(run, splices, tree) if has_code or _has_code_input(part, inputs) else None,
        environment_writes=_environment(commands, scope, tree),
        printed_secrets=_printed(commands, scope, tree),
        guards=Known(_guards(part, commands), tree.place),
        tolerated=tolerance(commands, _tolerated(at(tree, "continue-on-error"))),
        leaves_credentials=_leaves(part, inputs, tree),
        lasting_credential=lasting(part, inputs, commands, at(tree, "env"), tree),
        **_secret_facts(tree),
    )
    handed: dict[str, Origin] = {}
    written: dict[str, Origin] = {}
    if part is not None:
        handed = outputs.of_action(part, literal(inputs.get("script", at(tree, "script"))), literal(at(tree, "id")))
    elif commands is not None:
        handed, written = outputs.of_script(commands, scope)
    known = tuple(each for each in commands.value if isinstance(each, Known)) if isinstance(commands, Known) else ()
    return Read(
        step=step,
        tree=tree,
        used=part,
        local=path,
        commands=known,
        scope=scope,
        after=outputs.after(scope, literal(at(tree, "id")), handed, written),
        inputs=inputs,
    )


def _commands(run: Tree, source: Source) -> Value[tuple[Value[str], ...]]:
    """The commands of ``run``; unknown where all of it is one expression."""
    if isinstance(run, Known) and isinstance(run.value, str):
        found = next(find(run.value), None)
        if found is not None and run.value.strip() == run.value[found.start : found.end]:
            return Unknown(f"the script is {found.body[:80]}", run.place)
    return command_texts(run, source)


def _has_code_input(part: Used | None, inputs: dict[str, Tree]) -> bool:
    return part is not None and any(name in inputs for name in CODE_INPUTS.get(part.slug, ()))


def _all_splices(run: Tree, splices: list[Splice], tree: Tree) -> Value[tuple[Splice, ...]]:
    return run if isinstance(run, Unknown) else Known(tuple(splices), tree.place)


def _splices(run: Tree, commands: Value[tuple[Value[str], ...]] | None, source: Source, scope: Scope) -> list[Splice]:
    found = _spliced(run, source, scope)
    for command in commands.value if isinstance(commands, Known) else ():
        for name in rerun_variables(command.value) if isinstance(command, Known) else ():
            told = variable(name, scope)
            if name in ("GITHUB_HEAD_REF",):
                told = Origin("stranger", f"${name}")
            if told.writer in ("stranger", "caller", None):
                found.append(_splice(told, command.place))
    return found


def _spliced(tree: Tree, source: Source, scope: Scope) -> list[Splice]:
    """The expressions of a script."""
    if isinstance(tree, Unknown) or not isinstance(tree.value, str):
        return []
    return [
        _splice(told, source.around(tree, start, end))
        for start, end, told in origins(tree.value, scope)
        if told.writer != "platform"
    ]


def _handed(tree: Tree, source: Source, scope: Scope, name: str, place: Place) -> list[Splice]:
    """What a stranger wrote, in an input that an action of the same repository runs as code."""
    found = []
    for splice in _spliced(tree, source, scope):
        if isinstance(splice.writer, Known) and splice.writer.value == "stranger":
            hop = Hop(f'input "{name}" is run as code', place)
            writer = splice.writer._replace(trail=(*splice.writer.trail, hop))
            found.append(Splice(source=splice.source, writer=writer))
    return found


def call(address: str, tree: Tree, source: Source, scope: Scope, run_inputs: Mapping[str, Place]) -> PipelineStep:
    """A job that calls a workflow of the same repository, as far as its inputs become code there."""
    found = [
        splice
        for name, value in fields(at(tree, "with"))
        if name.lower() in run_inputs
        for splice in _handed(value, source, scope, name, run_inputs[name.lower()])
    ]
    return PipelineStep(
        address=f"{address} with",
        type="call",
        provider=GITHUB.provider,
        language=GITHUB.language,
        place=at(tree, "with").place,
        raw=at(tree, "with"),
        splices=Known(tuple(found), at(tree, "with").place),
    )


def _splice(told: Origin, place: Place) -> Splice:
    writer: Value[str] = (
        Known(told.writer, place, How.EXPLICIT, told.trail)
        if told.writer is not None
        else Unknown(f"who decides {told.source} is not known", place)
    )
    return Splice(source=Known(told.source, place), writer=writer)


def _environment(
    commands: Value[tuple[Value[str], ...]] | None, scope: Scope, tree: Tree
) -> Value[tuple[Splice, ...]] | None:
    if commands is None or isinstance(commands, Unknown):
        return commands
    found = []
    for write in outputs.writes(commands):
        if write.into == "output":
            continue
        told = outputs.decided(write.text, scope)
        if told.writer == "stranger" and (write.into == "path" or outputs.breaks_lines(told)):
            found.append(_splice(told, write.command.place))
    return Known(tuple(found), tree.place)


def _printed(
    commands: Value[tuple[Value[str], ...]] | None, scope: Scope, tree: Tree
) -> Value[tuple[Value[str], ...]] | None:
    if commands is None or isinstance(commands, Unknown):
        return commands
    found: list[Value[str]] = []
    for command in commands.value:
        if isinstance(command, Unknown):
            found.append(command)
            continue
        text = command.value
        if _FEEDS in text or not prints(text):
            continue
        names = [told.source for _, _, told in origins(text, scope) if told.writer == "secret"]
        names += [name for name in variables(text) if variable(name, scope).writer == "secret"]
        found += [Known(name, command.place) for name in dict.fromkeys(names)]
    return Known(tuple(found), tree.place)


def _guards(part: Used | None, commands: Value[tuple[Value[str], ...]] | None) -> str | None:
    if part is not None:
        return guard(f"{part.name}@")
    texts = commands.value if isinstance(commands, Known) else ()
    return next((tool for each in texts if isinstance(each, Known) and (tool := guard(each.value))), None)


def _tolerated(tree: Tree) -> Value[bool]:
    if isinstance(tree, Known) and isinstance(tree.value, str) and "${{" in tree.value:
        return Unknown("an expression decides it", tree.place)
    return flag(tree, False)


def _leaves(part: Used | None, inputs: dict[str, Tree], tree: Tree) -> Value[bool] | None:
    if part is None or part.slug != "actions/checkout":
        return None
    wish = inputs.get("persist-credentials")
    if wish is None:
        return Known(True, at(tree, "uses").place, How.DEFAULT)
    return _tolerated(wish)


def _secret_facts(tree: Tree) -> dict[str, Any]:
    """Facts about how secrets are read anywhere in a step."""
    whole: Value[bool] = Known(False, tree.place, How.DEFAULT)
    unmasked: list[Value[str]] = []
    for text in _texts(tree):
        for found in find(text.value):
            node = parse(found.body)
            for each in every(node) if node is not None else ():
                if (
                    isinstance(each, Context)
                    and each.path[0] == "secrets"
                    and (len(each.path) == 1 or each.path[1] in ("?", "*"))
                ):
                    whole = Known(True, text.place)
                elif isinstance(each, Operation) and each.operator == "[]" and _parsed_secret(each):
                    unmasked.append(Known(_parsed_secret(each), text.place))
    return {"whole_secret_store": whole, "unmasked_secrets": Known(tuple(dict.fromkeys(unmasked)), tree.place)}


def _parsed_secret(node: Operation) -> str:
    """Name of the secret whose part is read; empty for none."""
    call = node.operands[0]
    if not isinstance(call, Call) or call.name != "fromjson":
        return ""
    for argument in call.arguments:
        if isinstance(argument, Context) and argument.path[0] == "secrets":
            return ".".join(argument.path)
    return ""


def _texts(tree: Tree) -> Iterator[Known[str]]:
    """Every text of a step that has an expression in it."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Unknown):
            continue
        if isinstance(each.value, dict):
            waiting += each.value.values()
        elif isinstance(each.value, list):
            waiting += each.value
        elif isinstance(each.value, str) and "${{" in each.value:
            yield each
