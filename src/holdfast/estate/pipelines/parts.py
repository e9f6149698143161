"""Resources that the pipelines of every system have in the same form: variables, and what comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.kinds.pipeline import PipelineDependency, PipelineVariables
from holdfast.estate.pipelines.pins import image
from holdfast.estate.pipelines.words import is_credential_name, is_literal_credential
from holdfast.model.tree import at, fields
from holdfast.model.value import How, Known, Tree, Unknown, Value


class System(NamedTuple):
    """Which system a pipeline is written for."""

    provider: str
    language: str


_DEBUG: Final = frozenset(
    {
        *("actions_step_debug", "actions_runner_debug", "runner_debug"),
        *("ci_debug_trace", "ci_debug_services", "system.debug"),
    }
)
_UNSAFE: Final = "actions_allow_unsecure_commands"
_TLS_OFF: Final = {
    "node_tls_reject_unauthorized": ("0", "false"),
    "git_ssl_no_verify": ("1", "true", "yes"),
    "pythonhttpsverify": ("0",),
    "npm_config_strict_ssl": ("false", "0"),
    "vault_skip_verify": ("1", "true"),
}
_TRUE: Final = frozenset({"true", "1", "yes", "on"})
_SECRET_REF: Final = re.compile(r"\$\{\{[^}]*\bsecrets\s*[.\[]")
_HOLE: Final = re.compile(r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\(\w[\w.]*\)|\$\w+|\$\[\[.*?\]\]|<<.*?>>|\{\{.*?\}\}")


def variables_of(
    address: str, tree: Tree, level: str, system: System, registry: bool = False
) -> Iterator[PipelineVariables]:
    """What a mapping of variables, inputs or credentials says; nothing where it is absent or empty.

    ``registry`` says that any literal there is a credential in use, however weak it looks.
    """
    if isinstance(tree, Known) and (not isinstance(tree.value, dict) or not tree.value):
        return
    facts: dict[str, Any] = {}
    if isinstance(tree, Unknown):
        names = ("secret_literals", "from_secrets", "debug", "unsafe_commands", "tls_unchecked", "engine_unencrypted")
        facts = dict.fromkeys(names, tree)
    else:
        pairs = [(name, _content(value)) for name, value in fields(tree)]
        facts = _facts(pairs, tree, registry)
    yield PipelineVariables(
        address=address,
        type="variables",
        provider=system.provider,
        language=system.language,
        place=tree.place,
        raw=tree,
        level=Known(level, tree.place, How.DEFAULT),
        **facts,
    )


def _content(value: Tree) -> Tree:
    return at(value, "value") if isinstance(value, Known) and isinstance(value.value, dict) else value


def _facts(pairs: list[tuple[str, Tree]], tree: Known[Any], registry: bool) -> dict[str, Any]:
    literals: list[Value[str]] = []
    secrets: list[Value[str]] = []
    unchecked: list[Value[str]] = []
    flags: dict[str, Value[bool]] = {}
    for name, value in pairs:
        if isinstance(value, Unknown):
            if is_credential_name(name):
                literals.append(value)
            continue
        text = _text(value.value)
        lower = name.lower()
        if _literal(name, text, registry):
            literals.append(Known(name, value.place, value.how, value.trail))
        if _SECRET_REF.search(text):
            secrets.append(Known(name, value.place))
        if text.lower() in _TLS_OFF.get(lower, ()):
            unchecked.append(Known(name, value.place, value.how, value.trail))
        if lower in _DEBUG:
            flags["debug"] = _flag(text, value)
        elif lower == _UNSAFE:
            flags["unsafe_commands"] = _flag(text, value)
        elif lower == "docker_tls_certdir" or (lower == "docker_host" and text.startswith("tcp:")):
            off = not text or ":2375" in text
            if off or "engine_unencrypted" not in flags:
                flags["engine_unencrypted"] = Known(off, value.place, value.how, value.trail)
    off_by_default = {name: Known(False, tree.place, How.DEFAULT) for name in ("debug", "unsafe_commands")}
    return {
        "secret_literals": Known(tuple(literals), tree.place),
        "from_secrets": Known(tuple(secrets), tree.place),
        "tls_unchecked": Known(tuple(unchecked), tree.place),
        **off_by_default,
        **flags,
    }


def _flag(text: str, value: Known[Any]) -> Value[bool]:
    if "$" in text:
        return Unknown("it is worked out when the pipeline runs", value.place)
    return Known(text.lower() in _TRUE, value.place, value.how, value.trail)


def _literal(name: str, text: str, registry: bool) -> bool:
    if registry and is_credential_name(name):
        return bool(text) and not _HOLE.search(text)
    return is_literal_credential(name, text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def dependency(
    address: str,
    tree: Tree,
    system: System,
    *,
    form: str,
    name: str,
    version: str | None,
    pin: str,
    **facts: Any,
) -> PipelineDependency:
    """Something taken from elsewhere; ``facts`` are further plain facts of it."""

    def known(value: Any) -> Known[Any]:
        trail = tree.trail if isinstance(tree, Known) else ()
        return Known(value, tree.place, How.EXPLICIT, trail)

    facts = {"maker": "other", "known_bad": None, "retired": False} | facts
    return PipelineDependency(
        address=f"{address} {name}",
        type=form,
        provider=system.provider,
        language=system.language,
        place=tree.place,
        raw=tree,
        form=known(form),
        name=known(name),
        version=known(version),
        pin=known(pin),
        **{fact: known(value) for fact, value in facts.items()},
    )


def unknown_dependency(address: str, tree: Tree, system: System, form: str, why: str) -> PipelineDependency:
    """Something taken from elsewhere, of which only the form is known."""
    unknown = Unknown(why, tree.place)
    return PipelineDependency(
        address=address,
        type=form,
        provider=system.provider,
        language=system.language,
        place=tree.place,
        raw=tree,
        form=Known(form, tree.place),
        name=unknown,
        version=unknown,
        pin=unknown,
        maker=unknown,
        known_bad=unknown,
        retired=unknown,
    )


def image_of(address: str, tree: Tree, system: System) -> Iterator[PipelineDependency]:
    """The image that a value names; nothing where it names none."""
    if isinstance(tree, Known) and isinstance(tree.value, dict):
        tree = at(tree, "name") if "name" in tree.value else at(tree, "image")
    if isinstance(tree, Unknown):
        yield unknown_dependency(address, tree, system, "image", tree.why)
        return
    text = tree.value.strip() if isinstance(tree.value, str) else ""
    if not text:
        return
    whole = _HOLE.fullmatch(text) is not None
    # A hole in the name leaves the version readable; a hole in the version does not.
    filled = _HOLE.sub("hole", text)
    found = None if whole else image(filled)
    if found is None or "hole" in (found.version or ""):
        yield unknown_dependency(address, tree, system, "image", "which image it is is worked out when it runs")
        return
    shown = found.name if filled == text else text.partition("@")[0].removesuffix(f":{found.version}")
    yield dependency(address, tree, system, form="image", name=shown, version=found.version, pin=found.pin)
