"""A file is asked about, and then used by its name: in between somebody may put another one there.

What is written the same counts as the same path, as long as none of its variables is assigned in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.engines.code.outcome import Hit, Spot, Step
from holdfast.engines.code.plain import Body, bodies, imports, inside, reference, written
from holdfast.estate.kinds import code
from holdfast.model.coderule import CodeRule

_SYNC: Final = ("exists", "access", "stat", "lstat")
_QUESTIONS: Final = frozenset(
    {
        *(f"os.path.{name}" for name in ("exists", "lexists", "isfile", "isdir", "islink")),
        *(f"fs.{name}{form}" for name in _SYNC for form in ("", "Sync")),
        *(f"fs.promises.{name}" for name in _SYNC),
        *(f"fs/promises.{name}" for name in _SYNC),
    }
)
_QUESTIONS_OF_PATHS: Final = frozenset({"exists", "is_file", "is_dir", "is_symlink"})
_NODE_USES: Final = (
    *("open", "readFile", "writeFile", "appendFile", "unlink", "rm", "rmdir", "rename", "copyFile", "chmod", "chown"),
    *("mkdir", "truncate", "symlink", "link"),
)
_USES: Final = frozenset(
    {
        *("open", "io.open"),
        *(f"os.{name}" for name in ("open", "remove", "unlink", "rename", "replace", "rmdir", "mkdir", "makedirs")),
        *(f"os.{name}" for name in ("chmod", "chown", "link", "symlink", "truncate")),
        *(f"shutil.{name}" for name in ("rmtree", "move", "copy", "copy2", "copyfile", "copytree", "chown")),
        *(f"fs.{name}{form}" for name in _NODE_USES for form in ("", "Sync")),
        *(f"fs.promises.{name}" for name in _NODE_USES),
        *(f"fs/promises.{name}" for name in _NODE_USES),
        *("fs.createReadStream", "fs.createWriteStream"),
    }
)
_USES_OF_PATHS: Final = frozenset(
    {
        *("unlink", "open", "read_text", "read_bytes", "write_text", "write_bytes", "rmdir", "mkdir", "rename"),
        *("replace", "chmod", "symlink_to", "hardlink_to"),
    }
)
_SURE: Final = frozenset({"exist_ok", "missing_ok", "recursive", "force"})
"""What makes a use right whatever is there by then."""
_WORDS: Final = re.compile(
    rb"\b(?:l?exists|isfile|isdir|islink|is_file|is_dir|is_symlink|(?:exists|access|l?stat)(?:Sync)?)\("
)
_ACCESS_WORD: Final = re.compile(rb"\baccess\(")
_ENDS: Final = (b"exists(", b"isfile(", b"isdir(", b"link(", b"is_file(", b"is_dir(", b"access(", b"stat(", b"Sync(")
_ACCESS_END: Final = (b"access(",)
"""What these words end in: most files have none of it, and to look for that costs little."""


class Asked(NamedTuple):
    """A path that was asked about."""

    path: str
    by: str
    at: Spot


def checked_then_used(module: code.Module, rule: CodeRule) -> Iterator[Hit]:
    """Uses of a file that was looked for before."""
    return _found(module, rule, _WORDS, _ENDS)


def allowed_then_used(module: code.Module, rule: CodeRule) -> Iterator[Hit]:
    """Uses of a file behind ``os.access``."""
    return _found(module, rule, _ACCESS_WORD, _ACCESS_END)


def _found(module: code.Module, rule: CodeRule, words: re.Pattern[bytes], ends: tuple[bytes, ...]) -> Iterator[Hit]:
    if not any(end in module.data for end in ends) or not words.search(module.data):
        return
    known = imports(module)
    for body in bodies(module, words):
        names = known | {
            node.local: f"{node.module}.{node.name}" if node.name else node.module
            for node in inside(body.block)
            if body.function is not None and isinstance(node, code.Import)
        }
        yield from _Walk(module, rule, body, names, words is _ACCESS_WORD).hits()


class _Walk:
    """One function, or the top of a module."""

    def __init__(
        self, module: code.Module, rule: CodeRule, body: Body, names: dict[str, str], only_access: bool
    ) -> None:
        self.module, self.rule, self.body, self.names = module, rule, body, names
        self.only_access = only_access
        """Whether only what ``os.access`` allows counts, and else all but that."""
        self.answers: dict[str, list[Asked]] = {}
        """By variable: what its value tells."""
        self.found: dict[Spot, Hit] = {}

    def hits(self) -> list[Hit]:
        """Each use once."""
        self._block(self.body.block, [])
        return list(self.found.values())

    def _block(self, block: code.Block, asked: list[Asked]) -> None:
        """Walk statements; ``asked`` grows by what an early exit asked."""
        for statement in block:
            if isinstance(statement, code.Define | code.Class):
                continue
            if isinstance(statement, code.If | code.While):
                more = self._questions(statement.test)
                then, other = [*asked, *more], [*asked, *more]
                self._uses(statement.test, asked)
                blocks = (statement.then, statement.other) if isinstance(statement, code.If) else (statement.body,)
                for inner, before in zip(blocks, (then, other), strict=False):
                    self._block(inner, before)
                if isinstance(statement, code.If) and _leaves(statement.then):
                    asked.extend(more)
                continue
            self._uses(statement, asked)
            for inner in _blocks(statement):
                self._block(inner, [*asked])
            self._assigned(statement, asked)

    def _assigned(self, statement: code.Statement, asked: list[Asked]) -> None:
        if not isinstance(statement, code.Assign) or not isinstance(statement.target, code.Name):
            return
        name = statement.target.id
        word = re.compile(rf"\b{re.escape(name)}\b")
        asked[:] = [each for each in asked if not word.search(each.path)]
        self.answers.pop(name, None)
        told = self._questions(statement.value)
        if told:
            self.answers[name] = told

    def _questions(self, test: code.Expr) -> list[Asked]:
        """The paths that a condition asks about."""
        made: list[Asked] = []
        for node in inside(test):
            if isinstance(node, code.Name):
                made.extend(self.answers.get(node.id, ()))
            elif isinstance(node, code.Call):
                made.extend(self._question(node))
        return made

    def _question(self, node: code.Call) -> Iterator[Asked]:
        by = reference(node.func, self.names)
        spot = Spot(self.module.path, node.start, node.end)
        if by == "os.access" and len(node.args) > 1:
            asks_for_rights = reference(node.args[1], self.names) != "os.F_OK"
            if asks_for_rights == self.only_access:
                yield Asked(written(self.module.data, node.args[0]), by, spot)
        elif self.only_access:
            return
        elif by in _QUESTIONS and node.args:
            yield Asked(written(self.module.data, node.args[0]), by, spot)
        elif isinstance(node.func, code.Attr) and node.func.name in _QUESTIONS_OF_PATHS and not node.args:
            yield Asked(written(self.module.data, node.func.base), f"{node.func.name}()", spot)

    def _uses(self, node: code.Node, asked: list[Asked]) -> None:
        """Uses in an expression, or in the expressions of a statement; and in what is called back with an answer."""
        if not asked and not isinstance(node, code.Evaluate):
            return
        for part in inside(_expressions(node)):
            if not isinstance(part, code.Call):
                continue
            self._use(part, asked)
            for question in self._question(part):
                for argument in part.args[1:]:
                    if isinstance(argument, code.Lambda):
                        self._block(argument.function.body, [*asked, question])

    def _use(self, call: code.Call, asked: list[Asked]) -> None:
        by = reference(call.func, self.names)
        if any(name in _SURE for name, _ in call.keywords) or _forgiving(call):
            return
        if by in _USES and call.args:
            path = written(self.module.data, call.args[0])
        elif isinstance(call.func, code.Attr) and call.func.name in _USES_OF_PATHS:
            path, by = written(self.module.data, call.func.base), f"{call.func.name}()"
        else:
            return
        for each in asked:
            if each.path == path and each.at.start < call.start:
                spot = Spot(self.module.path, call.start, call.end)
                mark = self.module.data[call.start : call.end].decode("utf-8", "replace")[:200]
                steps = (Step(f"{each.by} tells what is there", each.at),)
                self.found.setdefault(spot, Hit(self.rule, spot, each.by, by, steps, self.body.symbol, mark))


def _forgiving(call: code.Call) -> bool:
    """Whether an options object says that it does not matter what is there."""
    return any(
        isinstance(key, code.Const) and key.value in _SURE
        for argument in call.args
        if isinstance(argument, code.Mapping)
        for key, _ in argument.entries
    )


def _leaves(block: code.Block) -> bool:
    return bool(block) and isinstance(block[-1], code.Return | code.Raise | code.Continue | code.Break)


def _blocks(statement: code.Statement) -> Iterator[code.Block]:
    """The blocks of a statement that is no branch."""
    match statement:
        case code.For() | code.With():
            yield statement.body
        case code.Try():
            yield statement.body
            for handler in statement.handlers:
                yield handler.body
            yield statement.other
            yield statement.final
        case code.Switch():
            for case in statement.cases:
                yield case.body


def _expressions(node: code.Node) -> object:
    """The expressions of a statement that stand in no block."""
    match node:
        case code.For():
            return node.iterable
        case code.With():
            return node.value
        case code.Try():
            return ()
        case code.Switch():
            return node.subject
    return node
