"""Containers as pieces of a model, whichever file starts them: what they are, and how far they are walled in."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from typing import Final

from holdfast.estate.kinds.container import Container, ContainerVolume, Workload
from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.model.value import Known
from holdfast.threats.seed.draft import Draft, Piece
from holdfast.threats.seed.images import Known as Image
from holdfast.threats.seed.images import image, named, spoken_at
from holdfast.threats.seed.seen import Part, Seen
from holdfast.threats.seed.values import fact, known
from holdfast.threats.seed.words import at, slug, title

_ROOT: Final = frozenset({"0", "root"})
_SOCKETS: Final = ("docker.sock", "containerd.sock", "crio.sock", "podman.sock")
_WHOLE_HOST: Final = ("/", "C:\\", "C:/")
MIGHTY: Final = "mighty"
"""What marks a piece that holds its machine: its container engine, its whole disk, or all its rights."""
_DOCKERFILE: Final = expression(r"(?:^|/)(?:Dockerfile|Containerfile)(?:\.[\w.\-]+)?$")
_URL: Final = expression(r"\b([a-z][a-z0-9+.\-]{1,20})://(?:[^@/\s\"']{0,200}@)?([A-Za-z0-9_](?:[\w.\-]*\w)?)(?::\d+)?")
_OPENED: Final = expression(r"://[^@/\s\"':]{0,100}:[^@/\s\"'$<{(]{1,100}@")
"""An address with a password in it."""
_PAIR: Final = expression(r"^([A-Za-z_][\w.\-]{1,100}):\d{2,5}$")
_PLAIN: Final = expression(r"^[A-Za-z_][\w.\-]{1,100}$")
_ADDRESS: Final = expression(
    r"(?i)(?:HOST|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVER|SERVICE|DSN|BROKERS?|DATABASE)(?:_?NAME)?$"
)
_FRONT: Final = expression(r"(?i)(?:^|[-_])(?:gateway|edge-router|reverse-proxy|proxy|load-balancer)$")
"""Names of what stands before others, whoever built it."""
_PASSING: Final = expression(
    r"(?i)(?:^|[\-_])(?:migrat\w*|populat\w*|init|initdb|prestart|setup|seed(?:er|-data)?|fixtures?|tests?|smoke|e2e|wait-for-\w+)(?:[\-_]|$)"
)
_SCHEMES: Final = {"postgres": "postgresql", "rediss": "redis", "mongodb+srv": "mongodb", "amqps": "amqp"}
PLAIN: Final = frozenset({"http", "ftp", "ws", "redis", "amqp", "smtp", "ldap"})
"""Schemes whose name says that nothing is encrypted."""
CIPHERED: Final = frozenset({"https", "wss", "rediss", "amqps", "ldaps", "mongodb+srv", "smtps", "sftp"})
"""Schemes whose name says that it is."""


def image_of(container: Container | None) -> str:
    """The image of a container as it is written; empty where nothing says it."""
    return str(known(container.image) or known(container.image_name) or "") if container is not None else ""


def what(container: Container | None, name: str, built: bool) -> Image | None:
    """What runs in a container, as its image says, or else its port and its name; None for a program of the team's."""
    if built:  # a program of the team's own, unless its name says that it only tests the others
        found = image(name)
        return (
            found if found is not None and found.helper and {"test", "monitoring"} & set(found.technologies) else None
        )
    if container is None:
        return None
    told_image = image_of(container)
    if told_image:
        short = told_image.partition("@")[0].rpartition("/")[2].partition(":")[0]
        found = image(told_image) or (named(name) if named(short) else None)
    else:
        found = named(name)
    if found is not None and found.technologies == ("database", "sql"):  # a name says little; the port says which
        return next((here for port in known(container.ports) or () if (here := spoken_at(known(port)))), found)
    return found


def passing(name: str) -> bool:
    """Whether what is started under a name only sets something up, or tests it, and ends."""
    return bool(_PASSING.search(name))


def piece(name: str, found: Image | None, origin: str, part: Part) -> Piece:
    """A piece for what is started under a name."""
    resource = part.resource
    words = [word for word in (found.technologies if found else ()) if word != "test"]
    if found is None and _FRONT.search(name):
        words = ["proxy"]
    return Piece(
        id=slug(name),
        name=title(name),
        sort=found.sort if found else Sort.PROCESS,
        technologies=[*words, "container"],
        source=[at(resource.place.path, resource.place.line)],
        hosts={name.lower(), slug(name)},
        origins={origin, *(("helper",) if found and found.helper else ())},
        units={part.unit},
    )


def walls(made: Piece, workload: Workload | None, containers: Iterable[Container]) -> None:
    """State how far what runs in containers is kept from its machine, as far as it says so itself."""
    own = list(containers)
    if made.sort is not Sort.PROCESS:
        return
    if any(known(each.privileged) for each in own):
        made.origins.add(MIGHTY)
        made.say("isolated", "no")
        made.say("runs-as-root", "yes")
    shares = ("host_network", "host_pid", "host_ipc", "host_process")
    if workload is not None and any(known(fact(workload, name)) for name in shares):
        made.say("isolated", "no")
    for each in own:
        user = known(each.user)
        if user in _ROOT or (user or "").split(":")[0] in _ROOT:
            made.say("runs-as-root", "yes")
    if own and all(known(each.root_excluded) for each in own):
        made.say("runs-as-root", "no")
    if own and all(known(each.read_only_root) for each in own):
        made.facts["read-only"] = "yes"
    if any(known(each.secret_literals) for each in own):
        made.say("secrets-managed", "no")
    elif any(known(each.secret_variables) for each in own):
        made.say("secrets-managed", "yes")
    if own and all(known(each.image_digest) for each in own):
        made.say("pinned-dependencies", "yes")
    copies = known(workload.replicas) if workload is not None else None
    if isinstance(copies, float | int) and copies > 1:
        made.say("replicated", "yes")


def mounts(made: Piece, volumes: Iterable[ContainerVolume]) -> None:
    """What a process may do because of the host's files that it sees."""
    for volume in volumes:
        path = str(known(volume.host_path) or "")
        if made.sort is not Sort.PROCESS:
            continue
        if path.endswith(_SOCKETS):
            made.say("engine-socket", "yes")
        if path.endswith(_SOCKETS) or path in _WHOLE_HOST:
            made.origins.add(MIGHTY)
            made.say("isolated", "no")


def is_dockerfile(path: str) -> bool:
    """Whether an image is built from a file, by its name."""
    return bool(_DOCKERFILE.search(path))


def folder_of(name: str, paths: Iterable[str]) -> str:
    """The folder that an image of the team's own is built from, by the name of the image; empty where none fits."""
    short = name.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    best = ""
    for path in paths:
        if not _DOCKERFILE.search(path):
            continue
        folder = posixpath.dirname(path)
        parts = [part.lower() for part in folder.split("/")]
        for at_part in range(len(parts) - 1, max(-1, len(parts) - 3), -1):
            if parts[at_part] and _same(parts[at_part], short):
                found = "/".join(folder.split("/")[: at_part + 1])
                if not best or len(found) < len(best):
                    best = found
    return best


def _same(folder: str, short: str) -> bool:
    return slug(folder) in (slug(short), slug(short.rpartition("-")[2]))


def own_folder(made: Piece, container: Container | None, name: str, seen: Seen) -> None:
    """Add the folder that a process of the team's own is built from."""
    if made.paths or made.sort is not Sort.PROCESS:
        return
    told_image = image_of(container)
    folder = folder_of(told_image, seen.paths) if told_image else ""
    folder = folder or folder_of(name, seen.paths) or _namesake(told_image, seen.folders)
    if folder:
        made.paths.append(f"{folder}/**")


def _namesake(told_image: str, folders: Iterable[str]) -> str:
    """The folder that is called as an image is, the one that lies highest; empty where none is."""
    short = slug(told_image.partition("@")[0].rpartition("/")[2].partition(":")[0])
    found = [folder.rstrip("/") for folder in folders if slug(folder.rstrip("/").rpartition("/")[2]) == short]
    return min(found, key=lambda folder: (folder.count("/"), folder), default="") if told_image else ""


def hosts(name: str, value: str) -> list[tuple[str, str]]:
    """Hosts that the value of a variable names, each with the scheme that leads there, or none."""
    found = [(match[2].lower(), match[1].lower()) for match in _URL.finditer(value[:2000])]
    if found:
        return found
    pairs = (_PAIR.match(part.strip()) for part in value[:500].split(","))
    listed = [(match[1].lower(), "") for match in pairs if match]
    if listed:
        return listed
    plain = _PLAIN.match(value)
    return [(value.lower(), "")] if plain and _ADDRESS.search(name) else []


def talk(draft: Draft, made: Piece, name: str, value: str, source: str) -> list[tuple[str, str]]:
    """Draw what a variable says about whom a process talks to; the hosts that nobody in the draft answers to."""
    left: list[tuple[str, str]] = []
    for host, scheme in hosts(name, value):
        other = draft.called(host)
        if other is None:
            left.append((host, scheme))
            continue
        if other.id == made.id:
            continue
        if other.sort is Sort.STORE and _OPENED.search(value[:2000]):
            other.say("authentication", "password")
            other.say("default-password", "yes")
        pipe = draft.pipe(made.id, other.id, [source], _SCHEMES.get(scheme, scheme))
        if pipe is not None and scheme in PLAIN:
            pipe.facts.setdefault("encrypted-in-transit", "no")
        elif pipe is not None and scheme in CIPHERED:
            pipe.facts.setdefault("encrypted-in-transit", "tls")
    return left


def published(container: Container, counts: Callable[[str], bool] = lambda _path: True) -> str:
    """From where the ports that a host opens for a container can be reached, as a value of ``exposure``.

    ``counts`` says of which files the ports count.
    """
    ports = [port for port in known(container.published) or () if counts(port.place.path)]
    if not ports:
        return ""
    if any(not isinstance(port.everywhere, Known) or port.everywhere.value for port in ports):
        return "internet"
    return "local"
