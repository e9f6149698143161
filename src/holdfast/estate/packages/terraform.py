"""Providers and modules of Terraform and OpenTofu: the lock file, ``required_providers``, sources of modules.

Source: Terraform's documentation of the dependency lock file, of provider requirements and of module sources. The host
of a registry whose name begins with ``registry.`` is left off: nobody writes it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import Draft, fault, inventory
from holdfast.estate.packages.hcltexts import literal, pairs, said, texts
from holdfast.estate.packages.hcltexts import read as syntax
from holdfast.formats.hcl.nodes import Block, Body, Fault, File, Node
from holdfast.formats.hcl.nodes import Source as Text
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Source
from holdfast.model.reading import Gap, Unit

_READER: Final = "terraform"
_ECOSYSTEM: Final = "Terraform"
_LOCK: Final = ".terraform.lock.hcl"
_MODULE: Final = expression(r"(?:[\w.\-]+\.[\w.\-]+(?::\d+)?/)?[\w\-]+/[\w\-]+/[\w\-]+(?://[\w./\-]*)?\Z")
_EXACT: Final = expression(r"=?\s*v?(\d+\.\d+\.\d+(?:[\-+][\w.+\-]*)?)\Z")
_REF: Final = expression(r"[?&]ref=([^&\s]{1,200})")
_BARE_HOSTS: Final = ("github.com/", "bitbucket.org/", "gitlab.com/")
_MOST_BYTES: Final = 1 << 20
_MOST_HASHES: Final = 64


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder: its lock file and the files that say something of providers or modules."""
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        data = paths[path]
        if path.endswith(_LOCK) or b"required_providers" in data or b"module" in data:
            folders.setdefault(posixpath.dirname(path), []).append(path)
    return [Unit(reader=_READER, root=each[0], paths=tuple(each)) for _, each in sorted(folders.items())]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The locked providers of a folder, what its files ask for where nothing is locked, and its modules."""
    lock = next((path for path in unit.paths if path.endswith(_LOCK)), None)
    configs = {path: _syntax(path, files[path]) for path in unit.paths if path != lock and path in files}
    wishes = {path: list(_providers(path, file)) for path, file in configs.items()}
    found = []
    if lock is not None:
        asked = {draft.name: draft.requirement for each in wishes.values() for draft in each}
        found.append(
            _locked(lock, _syntax(lock, files.get(lock, b"")), asked, [path for path in wishes if wishes[path]])
        )
    for path, file in configs.items():
        drafts = [*(wishes[path] if lock is None else ()), *_modules(path, file)]
        if drafts:
            exact = all(draft.version or draft.source is Source.GIT for draft in drafts)
            found.append(inventory(path, _READER, _ECOSYSTEM, drafts, gaps=_gaps(path, file), locked=exact))
    return found


def _syntax(path: str, content: bytes) -> File:
    """The syntax of a file; what is larger than people and the tool write has one fault and nothing else."""
    if len(content) <= _MOST_BYTES:
        return syntax(path, content)
    return File(Text(path, ""), Body(), [Fault("larger than is read as HCL", 0, 0)])


def _gaps(path: str, file: File) -> list[Gap]:
    return [fault(path, f"not read wholly: {each.why}", file.source.line(each.start)) for each in file.faults]


def named(source: str) -> str:
    """A provider or module of a registry as people write it."""
    first, slash, rest = source.partition("/")
    return rest if slash and first.startswith("registry.") else source


def _locked(path: str, file: File, asked: Mapping[str, str], manifests: list[str]) -> Inventory:
    drafts = []
    for block in file.body.blocks:
        if block.type != "provider" or len(block.labels) != 1:
            continue
        name = named(block.labels[0])
        draft = Draft(name=name, version=said(block.body, "version"), line=file.source.line(block.start), direct=True)
        draft.requirement = asked.get(name, "") or said(block.body, "constraints")
        hashes = block.body.attributes.get("hashes")
        zipped = [each[3:] for each in texts(hashes.value if hashes else None) if each.startswith("zh:")]
        draft.hashes = tuple(f"sha256:{each.lower()}" for each in zipped if len(each) == 64)[:_MOST_HASHES]
        drafts.append(draft)
    return inventory(path, _READER, _ECOSYSTEM, drafts, gaps=_gaps(path, file), manifests=manifests)


def _providers(path: str, file: File) -> Iterator[Draft]:
    for block in file.body.blocks:
        for inner in block.body.blocks if block.type == "terraform" else ():
            if inner.type == "required_providers":
                yield from _required(path, file, inner)


def _required(path: str, file: File, block: Block) -> Iterator[Draft]:
    for name, attribute in block.body.attributes.items():
        facts: dict[str, Node] = {key: value for key, _, value in pairs(attribute.value)}
        # Before Terraform 0.13 a requirement alone stood for a provider of HashiCorp.
        source = literal(facts.get("source")) or f"hashicorp/{name}"
        requirement = literal(facts.get("version")) or literal(attribute.value)
        exact = _EXACT.match(requirement)
        draft = Draft(name=named(source), version=exact[1] if exact else "", path=path, requirement=requirement)
        draft.line, draft.direct = file.source.line(attribute.start), True
        yield draft


def _modules(path: str, file: File) -> Iterator[Draft]:
    for block in file.body.blocks:
        source = said(block.body, "source") if block.type == "module" else ""
        if not source or source.startswith(("./", "../", "/")):
            continue
        draft = Draft(name=named(source.partition("//")[0]), path=path, direct=True)
        draft.line = file.source.line(block.body.attributes["source"].start)
        draft.requirement = said(block.body, "version")
        exact = _EXACT.match(draft.requirement)
        draft.version = exact[1] if exact is not None else ""
        if not _MODULE.match(source) or source.startswith(_BARE_HOSTS):
            _from_elsewhere(draft, source)
        yield draft


def _from_elsewhere(draft: Draft, source: str) -> None:
    """A module that no registry has: of a repository, with the tag or commit that ``ref`` names, or of an archive."""
    is_git = source.startswith(("git::", "git@", *_BARE_HOSTS)) or ".git" in source
    bare = source.removeprefix("git::")
    ref = _REF.search(source)
    draft.source = Source.GIT if is_git else Source.URL
    address = _without_folder(bare.partition("?")[0])
    draft.address = repository(address, ref[1] if ref else "") if is_git else shown(address)
    name = shown(address)
    draft.name = name.partition("://")[2] or name
    draft.name = draft.name.removesuffix(".git")
    draft.version = ref[1] if ref else ""


def _without_folder(address: str) -> str:
    """The address without the folder behind ``//``."""
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.partition('//')[0]}" if mark else address.partition("//")[0]
