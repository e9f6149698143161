"""Tasks in plays, roles and blocks: which module each calls, with which arguments, under which keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.ansible.jinja import Names
from holdfast.estate.blocks import Block
from holdfast.model.tree import at, fields, items
from holdfast.model.value import How, Known, Tree, Unknown

MOST_TURNS: Final = 50
"""How many turns of one loop are read."""
_KEYWORDS: Final = frozenset(
    {
        *(
            "name",
            "when",
            "become",
            "become_user",
            "become_method",
            "become_flags",
            "become_exe",
            "loop",
            "loop_control",
        ),
        *("register", "tags", "vars", "no_log", "notify", "listen", "delegate_to", "delegate_facts", "ignore_errors"),
        *("ignore_unreachable", "environment", "changed_when", "failed_when", "until", "retries", "delay", "run_once"),
        *("args", "async", "poll", "check_mode", "diff", "any_errors_fatal", "collections", "connection", "debugger"),
        *("first_available_file", "module_defaults", "port", "remote_user", "throttle", "timeout", "local_action"),
        *("action", "always_run", "sudo", "sudo_user", "block", "rescue", "always", "hosts", "tasks", "roles"),
    }
)
_INHERITED: Final = ("become", "no_log", "environment", "become_user")
_COLLECTIONS: Final = (
    *("ansible.builtin.", "ansible.legacy.", "ansible.posix.", "ansible.windows.", "amazon.aws.", "community.aws."),
    *("community.general.", "community.docker.", "community.crypto.", "community.mysql.", "community.postgresql."),
    *("azure.azcollection.", "google.cloud.", "containers.podman."),
)
_FREE: Final = frozenset({"command", "shell", "raw", "script", "expect", "win_command", "win_shell"})
"""Modules whose text is a command, and no list of arguments."""
_PAIR: Final = re.compile(r"([A-Za-z_]\w*)=(\"[^\"]*+\"|'[^']*+'|(?:\{\{[^{}]{0,500}\}\}|[^\s\"'])*+)")
_SECTIONS: Final = ("pre_tasks", "tasks", "post_tasks", "handlers")
_PARTS: Final = ("block", "rescue", "always")
_ODD: Final = re.compile(r"[^\w./\-\[\]]+")


class Tasks:
    """Collects the tasks of one file as blocks. A block's type is the module, its attributes are the arguments.

    The keywords that matter stand among the attributes under ``task``: ``become``, ``no_log``, ``environment``, and
    under ``written`` the arguments before they were resolved.
    """

    def __init__(self, load: Callable[[str], Tree | None]) -> None:
        """Start with none; ``load`` gets a file of variables by the path that a play names."""
        self._load = load
        self.blocks: list[Block] = []
        self._addresses: dict[str, int] = {}

    def add(self, tree: Tree, names: Names) -> None:
        """Every task of a list of plays or tasks."""
        for entry in items(tree):
            if isinstance(entry, Known) and isinstance(entry.value, dict):
                self._entry(entry, names, {})

    def _entry(self, entry: Tree, names: Names, above: Mapping[str, Tree]) -> None:
        names = names.with_layer("variable", at(entry, "vars"))
        for each in items(names.tree(at(entry, "vars_files"))):
            found = self._load(each.value) if isinstance(each, Known) and isinstance(each.value, str) else None
            names = names.with_layer("variable", found) if found is not None else names
        keywords = {key: at(entry, key) for key in _INHERITED if _there(at(entry, key))}
        keywords = {**above, **keywords}
        nested = False
        for section in (*_SECTIONS, *_PARTS):
            for inner in items(at(entry, section)):
                nested = True
                if isinstance(inner, Known) and isinstance(inner.value, dict):
                    self._entry(inner, names, keywords)
        if not nested and not _there(at(entry, "hosts")):
            self._task(entry, names, keywords)

    def _task(self, entry: Tree, names: Names, keywords: Mapping[str, Tree]) -> None:
        module, arguments = _called(entry)
        if not module:
            return
        name = at(entry, "name")
        called = str(name.value) if isinstance(name, Known) and name.value else f"line-{entry.place.line}"
        address = self._address(f"{module}.{_ODD.sub('-', called).strip('-')[:60] or 'task'}")
        make = _Maker(entry, module, arguments, keywords, called)
        looped = _loop(entry)
        turns = names.tree(looped) if looped is not None else None
        if turns is None or isinstance(turns, Unknown) or not isinstance(turns.value, list):
            self.blocks.append(make.block(names, address))
            return
        label = at(entry, "loop_control", "loop_var")
        variable = label.value if isinstance(label, Known) and isinstance(label.value, str) else "item"
        uses = variable in _text(arguments)
        for number, each in enumerate(turns.value[: MOST_TURNS if uses else 1]):
            inner = names.with_layer("element of the loop", Known({variable: each}, entry.place))
            self.blocks.append(make.block(inner, f"{address}[{number}]" if uses else address))

    def _address(self, wanted: str) -> str:
        count = self._addresses[wanted] = self._addresses.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}-{count}"


class _Maker(NamedTuple):
    """What all turns of a task share."""

    entry: Tree
    module: str
    arguments: Tree
    keywords: Mapping[str, Tree]
    called: str

    def block(self, names: Names, address: str) -> Block:
        """One turn, its arguments resolved."""
        place = self.entry.place
        attrs = names.tree(self.arguments)
        task = {key: names.tree(each) for key, each in self.keywords.items()} | {"written": self.arguments}
        if isinstance(attrs, Known):
            own = attrs.value if isinstance(attrs.value, dict) else {}
            attrs = Known({**own, "task": Known(task, place)}, place)
        return Block(
            mode="resource", type=self.module, name=self.called, address=address, module="", attrs=attrs, place=place
        )


def _there(tree: Tree) -> bool:
    return isinstance(tree, Unknown) or tree.value is not None


def _loop(entry: Tree) -> Tree | None:
    for name, tree in fields(entry):
        if name in ("loop", "with_items", "with_list"):
            return tree
    return None


def _text(tree: Tree) -> str:
    """Everything that is written in a tree, for a look whether a word is in it."""
    if isinstance(tree, Unknown):
        return ""
    if isinstance(tree.value, dict):
        return " ".join(_text(each) for each in tree.value.values())
    if isinstance(tree.value, list):
        return " ".join(_text(each) for each in tree.value)
    return str(tree.value)


def _called(entry: Tree) -> tuple[str, Tree]:
    """The module of a task without its collection, and its arguments as a mapping."""
    for name, tree in fields(entry):
        if name in ("action", "local_action"):
            return _action(tree)
        if name not in _KEYWORDS and not name.startswith("with_"):
            module = bare(name)
            return module, _arguments(module, tree, at(entry, "args"))
    return "", Known({}, entry.place)


def bare(name: str) -> str:
    """A module's name without a collection that is known."""
    return next((name[len(each) :] for each in _COLLECTIONS if name.startswith(each)), name)


def _action(tree: Tree) -> tuple[str, Tree]:
    if isinstance(tree, Unknown):
        return "", tree
    if isinstance(tree.value, dict):
        module = at(tree, "module")
        name = bare(str(module.value)) if isinstance(module, Known) and module.value else ""
        return name, tree
    word, _, rest = str(tree.value).partition(" ")
    return bare(word), _arguments(bare(word), tree._replace(value=rest), Known(None, tree.place))


def _arguments(module: str, tree: Tree, more: Tree) -> Tree:
    own: dict[str, Tree] = {}
    if isinstance(tree, Unknown):
        return tree
    content: Any = tree.value
    if isinstance(content, dict):
        own = dict(content)
    elif isinstance(content, str) and module in _FREE:
        own["cmd"] = tree
    elif isinstance(content, str):
        own = {found[1]: _unquoted(found[2], tree) for found in _PAIR.finditer(content)}
    return Known({**dict(fields(more)), **own}, tree.place)


def _unquoted(text: str, tree: Known[Any]) -> Tree:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return Known(text, tree.place, How.EXPLICIT)
