"""Containers of a pod as facts, with what the pod says for all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from holdfast.estate.capabilities import capabilities
from holdfast.estate.credentials import literal_secret, secret_options
from holdfast.estate.imagename import image_facts
from holdfast.estate.imageregistry import sign_in_needed
from holdfast.estate.kubernetes.objects import default, first, names
from holdfast.model.place import Place
from holdfast.model.tree import at, flag, items, mapped, present, text, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

_PROFILES: Final = {
    "runtime/default": "RuntimeDefault",
    "docker/default": "RuntimeDefault",
    "unconfined": "Unconfined",
}
_SECCOMP: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_ONE: Final = "container.seccomp.security.alpha.kubernetes.io/"
_PATCH: Final = "it names no image, so it patches a container that stands elsewhere"
_APPARMOR_ONE: Final = "container.apparmor.security.beta.kubernetes.io/"


def container_facts(container: Tree, pod: Tree, annotations: Tree, *, lasting: bool) -> dict[str, Any]:
    """The facts of one container. ``lasting`` containers are meant to run on, and may be probed."""
    own, shared = at(container, "securityContext"), at(pod, "securityContext")
    privileged = flag(at(own, "privileged"), default=False)
    added = capabilities(at(own, "capabilities", "add"))
    image = text(at(container, "image"))
    facts = {
        **image_facts(image),
        "pull_policy": pull_policy(at(container, "imagePullPolicy"), image),
        "privileged": privileged,
        "privilege_escalation": escalation(at(own, "allowPrivilegeEscalation"), privileged, added),
        "capabilities_added": added,
        "capabilities_dropped": capabilities(at(own, "capabilities", "drop")),
        "user": text(first(at(own, "runAsUser"), at(shared, "runAsUser"))),
        "group": text(first(at(own, "runAsGroup"), at(shared, "runAsGroup"))),
        "root_excluded": root_excluded(own, shared),
        "read_only_root": flag(at(own, "readOnlyRootFilesystem"), default=False),
        "seccomp": profile(own, shared, "seccompProfile", annotations, _SECCOMP_ONE, container, _SECCOMP),
        "apparmor": profile(own, shared, "appArmorProfile", annotations, _APPARMOR_ONE, container),
        "selinux_type": text(first(at(own, "seLinuxOptions", "type"), at(shared, "seLinuxOptions", "type"))),
        "proc_mount": text(at(own, "procMount"), "Default"),
        **resource_facts(container, pod),
        **probe_facts(container, lasting=lasting),
        **port_facts(container, pod),
        **variable_facts(container),
        **registry_facts(container, text(at(container, "image"))),
        "secret_options": options(container),
    }
    return facts if isinstance(image, Unknown) or image.value else completed_elsewhere(facts)


def completed_elsewhere(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of a container without an image: it patches another one, so what it does not say may be said there."""
    return {name: fact if _said(fact) else Unknown(_PATCH, fact.place) for name, fact in facts.items()}


def _said(fact: Any) -> bool:
    if not isinstance(fact, Known):
        return True
    return fact.how is not How.DEFAULT and fact.value not in (None, ())


def escalation(told: Tree, privileged: Value[bool], added: Value[tuple[Value[str], ...]]) -> Value[bool]:
    """Whether more rights may be gained: as told, by default yes; always for privileged containers."""
    if isinstance(privileged, Known) and privileged.value:
        return privileged
    if isinstance(added, Known):
        for each in added.value:
            if isinstance(each, Known) and each.value == "SYS_ADMIN":
                return Known(True, each.place, each.how, each.trail)
    return flag(told, default=True)


def root_excluded(own: Tree, shared: Tree) -> Value[bool]:
    """Whether the container's or the pod's settings make sure that it isn't root."""
    user = first(at(own, "runAsUser"), at(shared, "runAsUser"))
    told = first(at(own, "runAsNonRoot"), at(shared, "runAsNonRoot"))
    if isinstance(user, Known) and user.value is not None:
        return mapped(user, lambda value: int(value) != 0)
    if isinstance(user, Unknown) and not (isinstance(told, Known) and told.value):
        return user
    return flag(told, default=False)


def profile(
    own: Tree, shared: Tree, field: str, annotations: Tree, prefix: str, container: Tree, whole: str = ""
) -> Value[str | None]:
    """The type of a seccomp or AppArmor profile, from fields or from the annotations before them."""
    name = at(container, "name")
    called = name.value if isinstance(name, Known) else ""
    old = [at(annotations, f"{prefix}{called}"), *([at(annotations, whole)] if whole else [])]
    found = first(at(own, field, "type"), at(shared, field, "type"), *old)
    return mapped(
        text(found), lambda value: None if value is None else _PROFILES.get(value, value.split("/")[0].title())
    )


def resource_facts(container: Tree, pod: Tree) -> dict[str, Value[str | None]]:
    """Limits and requests; what is limited is requested likewise unless told otherwise."""
    facts: dict[str, Value[str | None]] = {}
    for name in ("cpu", "memory"):
        limit = first(at(container, "resources", "limits", name), at(pod, "resources", "limits", name))
        request = first(at(container, "resources", "requests", name), at(pod, "resources", "requests", name), limit)
        facts[f"{name}_limit"], facts[f"{name}_request"] = text(limit), text(request)
    return facts


def probe_facts(container: Tree, *, lasting: bool) -> dict[str, Value[bool] | None]:
    """Whether probes are there."""
    if not lasting:
        return {}
    return {
        "health_checked": present(at(container, "livenessProbe")),
        "readiness_checked": present(at(container, "readinessProbe")),
    }


def port_facts(container: Tree, pod: Tree) -> dict[str, Any]:
    """Ports inside, and those of the node: on the network of the node these are the same, and nothing by themselves."""
    ports = at(container, "ports")
    host = names(ports, "hostPort")
    if isinstance(host, Known):
        kept = tuple(each for each in host.value if isinstance(each, Unknown) or each.value != "0")
        host = host._replace(value=kept)
    shares = flag(at(pod, "hostNetwork"), default=False)
    own = isinstance(shares, Unknown) or not shares.value
    return {"ports": names(ports, "containerPort"), "host_ports": host if own else None}


def variable_facts(container: Tree) -> dict[str, Value[tuple[Value[str], ...]]]:
    """Names of variables that hold credentials, in clear or from a store."""
    env = at(container, "env")
    if isinstance(env, Unknown):
        return {"secret_literals": env, "secret_variables": env}
    literals: list[Value[str]] = []
    stored: list[Value[str]] = []
    for each in items(env):
        name, value = at(each, "name"), at(each, "value")
        if not isinstance(name, Known) or not isinstance(name.value, str):
            continue
        if (
            isinstance(value, Known)
            and isinstance(value.value, str | int)
            and literal_secret(name.value, str(value.value))
        ):
            literals.append(Known(name.value, value.place, value.how, value.trail))
        source = at(each, "valueFrom", "secretKeyRef")
        if isinstance(source, Known) and source.value is not None:
            stored.append(Known(name.value, source.place))
    for each in items(at(container, "envFrom")):
        source = at(each, "secretRef", "name")
        if isinstance(source, Known) and source.value is not None:
            stored.append(Known(str(source.value), source.place))
    return {
        "secret_literals": Known(tuple(literals), env.place, env.how),
        "secret_variables": Known(tuple(stored), env.place, env.how),
    }


def registry_facts(container: Tree, image: Value[str | None]) -> dict[str, Value[bool] | None]:
    """Whether the registry of images that it serves asks who comes."""
    env = at(container, "env")
    given = (at(each, "name") for each in items(env))
    variables = [str(each.value) for each in given if isinstance(each, Known)]
    named: Value[Collection[str]] = mapped(env, lambda _: variables)
    mounts = (at(each, "mountPath") for each in items(at(container, "volumeMounts")))
    laid_over = any(isinstance(each, Unknown) or "/docker/registry" in str(each.value) for each in mounts)
    laid_over = laid_over or bool(items(at(container, "envFrom")))
    return {"sign_in_needed": sign_in_needed(image, named, laid_over, container.place)}


def options(container: Tree) -> Value[tuple[Value[str], ...]]:
    """Names of options that hold a credential, of the command and its arguments."""
    command, args = texts(at(container, "command")), texts(at(container, "args"))
    if isinstance(command, Unknown):
        return command
    if isinstance(args, Unknown):
        return args
    place: Place = args.place if args.value else command.place
    return Known(tuple(secret_options([*command.value, *args.value])), place, How.COMPUTED)


def pull_policy(told: Tree, image: Value[str | None]) -> Value[str | None]:
    """When the image is pulled: as told; else always for ``latest``, and otherwise if it isn't there."""
    if isinstance(told, Unknown) or told.value is not None:
        return text(told)
    if isinstance(image, Unknown) or image.value is None:
        return image
    last = image.value.rpartition("/")[2]
    latest = "@" not in last and (":" not in last or last.endswith(":latest"))
    return default("Always" if latest else "IfNotPresent", told)
