"""The routes that a file sets up: method and path, who handles them, and whether anything asks who is calling.

What is seen is what stands in the file: a decorator, a dependency, a middleware, a hook, or a statement of the handler.
A check that is set up elsewhere is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from holdfast.engines.code.outcome import Route, Spot
from holdfast.engines.code.plain import Body, bodies, inside
from holdfast.estate.kinds import code

_METHODS: Final = ("get", "post", "put", "delete", "patch", "head", "options")
_DECORATORS: Final = frozenset((*_METHODS, "route", "api_route", "websocket", "view"))
_NEST: Final = {"Get": "GET", "Post": "POST", "Put": "PUT", "Delete": "DELETE", "Patch": "PATCH", "All": "ALL"}
_ADDED: Final = {"add_url_rule", "add_route", "add_api_route", *(f"add_{method}" for method in _METHODS)}
_ROUTERS: Final = re.compile(r"(?i)(?:app|router|routes?|server|api|fastify)\d?$")
_WAYS: Final = {
    "python": (
        rb"@[\w.]+\.(?:get|post|put|delete|patch|head|options|route|api_route|websocket|view)\(",
        rb"urlpatterns\b",
        rb"\.add_(?:url_rule|route|api_route|get|post|put|delete|patch)\(",
        rb"web\.(?:get|post|put|delete|patch)\(",
    ),
    "javascript": (
        rb"\.(?:get|post|put|delete|patch|head|options|all|del)\(\s*['\"`]/",
        rb"\.route\(",
        rb"@(?:Get|Post|Put|Delete|Patch|All)\(",
    ),
}
"""How routes are set up. Each begins with letters that are the same: one by one they are found ten times as fast."""
_ONE_BY_ONE: Final = {language: tuple(map(re.compile, ways)) for language, ways in _WAYS.items()}
_SETS_UP: Final = {language: re.compile(b"|".join(ways)) for language, ways in _WAYS.items()}
_PAGES: Final = re.compile(r"(?:^|/)pages(/api/.+)\.[jt]sx?$")
_ROUTE_FILE: Final = re.compile(r"(?:^|/)app(/.*)?/route\.[jt]sx?$")
GUARD: Final = re.compile(
    r"(?i)auth(?!or(?!i))|log(?:in|ged)|permission|permit|jwt|is_?admin|(?:require|ensure)s?_?(?:user|role|admin|staff|scope)"
    r"|current_?user|passes_test|staff_member|roles?(?:_required|_accepted|\()|guard|protect|superuser|verify_?(?:token|user"
    r"|session|signature)|api_?key|public"
)
"""Names of what asks who is calling, or says that nobody needs to."""
_INSIDE: Final = re.compile(
    rb"is_authenticated|isAuthenticated|current_user|has_perm|request\.user\b|req\.(?:user|session)\b|session[\[.]"
    rb"|\b40[13]\b|HTTP_40[13]|PermissionDenied|Unauthorized|Forbidden|check_permission|verify_?[tT]oken|[aA]uthori[sz]ation"
)


def routes(module: code.Module) -> tuple[Route, ...]:
    """The routes of a file, in their order."""
    file = _by_file(module)
    if not file and not any(way.search(module.data) for way in _ONE_BY_ONE[module.language]):
        return ()
    sets_up = _SETS_UP[module.language]
    found = {route.at: route for body in bodies(module, sets_up) for route in _Reader(module, body).found()}
    return tuple(sorted((*file, *found.values()), key=lambda route: route.at.start))


class _Reader:
    """One function, or the top of a module."""

    def __init__(self, module: code.Module, body: Body) -> None:
        self.module, self.body = module, body
        self.handlers = {
            node.name: node
            for node in inside((module.body, body.block))
            if isinstance(node, code.Function) and node.name
        }
        self.guarded: set[str] = set()
        """Objects whose routes are all behind a check."""

    def found(self) -> Iterator[Route]:
        """The routes that are set up here."""
        nodes = list(inside(self.body.block))
        for node in nodes:
            self._guards(node)
        for node in nodes:
            if isinstance(node, code.Function):
                yield from self._decorated(node)
            elif isinstance(node, code.Class):
                yield from self._controller(node)
            elif isinstance(node, code.Call):
                yield from self._called(node)

    def _guards(self, node: code.Node) -> None:
        """A hook or a middleware for all routes of an object."""
        if isinstance(node, code.Function):
            for decorator in node.decorators:
                target = decorator.func if isinstance(decorator, code.Call) else decorator
                hook = isinstance(target, code.Attr) and target.name in ("before_request", "middleware")
                names = " ".join(map(self._text, node.decorators))
                if hook and isinstance(target, code.Attr) and (self._asks(node) or GUARD.search(names)):
                    self.guarded.add(self._text(target.base))
        elif isinstance(node, code.Call) and isinstance(node.func, code.Attr):
            first = node.args[0] if node.args else None
            plain = first is not None and not isinstance(first, code.Const)
            hook = node.func.name == "addHook" or (plain and node.func.name in ("use", "before_request"))
            if hook and GUARD.search(" ".join(map(self._text, node.args))):
                self.guarded.add(self._text(node.func.base))
        elif isinstance(node, code.Assign) and isinstance(node.value, code.Call):
            dependencies = [value for name, value in node.value.keywords if name == "dependencies"]
            if any(GUARD.search(self._text(value)) for value in dependencies):
                self.guarded.add(self._text(node.target))

    def _decorated(self, function: code.Function) -> Iterator[Route]:
        asked = any(GUARD.search(self._text(each)) for each in function.decorators) or self._asks(function)
        for decorator in function.decorators:
            if not isinstance(decorator, code.Call) or not isinstance(decorator.func, code.Attr):
                continue
            path = _path(decorator.args, decorator.keywords)
            if decorator.func.name in _DECORATORS and path is not None:
                method = _methods(decorator.keywords) or decorator.func.name.upper().replace("ROUTE", "GET")
                checked = asked or self._text(decorator.func.base) in self.guarded
                yield self._route(function, f"{method} {path}", function.name, checked)

    def _controller(self, node: code.Class) -> Iterator[Route]:
        """A class of Nest."""
        base, all_checked = "", False
        for decorator in node.decorators:
            if isinstance(decorator, code.Call) and self._text(decorator.func) == "Controller":
                base = "/" + (_text_of(decorator.args[:1]) or "").strip("/")
            all_checked = all_checked or bool(GUARD.search(self._text(decorator)))
        if not base:
            return
        for member in node.body:
            if not isinstance(member, code.Define):
                continue
            function = member.function
            asked = all_checked or any(GUARD.search(self._text(each)) for each in function.decorators)
            for decorator in function.decorators:
                method = _NEST.get(self._text(decorator.func), "") if isinstance(decorator, code.Call) else ""
                if method and isinstance(decorator, code.Call):
                    path = f"{base.rstrip('/')}/{(_text_of(decorator.args[:1]) or '').strip('/')}".rstrip("/") or "/"
                    yield self._route(function, f"{method} {path}", f"{node.name}.{function.name}", asked)

    def _called(self, node: code.Call) -> Iterator[Route]:
        name = node.func.name if isinstance(node.func, code.Attr) else getattr(node.func, "id", "")
        python = self.module.language == "python"
        if python and name in ("path", "re_path", "url") and b"urlpatterns" in self.module.data and len(node.args) > 1:
            path = _text_of(node.args[:1])
            if path is not None and "include(" not in self._text(node.args[1]):
                yield self._added(node, f"ANY {path or '/'}", node.args[1:2])
        elif python and isinstance(node.func, code.Attr) and (name in _ADDED or self._text(node.func.base) == "web"):
            texts = [value.value for value in node.args if isinstance(value, code.Const)]
            path = next((text for text in texts if isinstance(text, str) and text.startswith("/")), None)
            handlers: list[code.Expr] = [value for value in node.args if not isinstance(value, code.Const)]
            handlers += [value for key, value in node.keywords if key in ("view_func", "handler", "endpoint")]
            if path is not None and handlers:
                method = next((text for text in texts if isinstance(text, str) and text.isupper()), "")
                method = method or _methods(node.keywords) or name.removeprefix("add_").upper()
                yield self._added(node, f"{method.replace('URL_RULE', 'GET')} {path}", handlers[:1])
        elif not python and isinstance(node.func, code.Attr):
            yield from self._express(node, node.func)

    def _express(self, node: code.Call, func: code.Attr) -> Iterator[Route]:
        """``router.get('/path', check, handler)``, ``router.route('/path').get(handler)``, ``app.route({…})``."""
        method = {"del": "DELETE", "all": "ANY"}.get(func.name, func.name.upper())
        base, given = func.base, node.args
        path = _text_of(given[:1])
        chain = base
        while isinstance(chain, code.Call) and isinstance(chain.func, code.Attr) and chain.func.name != "route":
            chain = chain.func.base
        if isinstance(chain, code.Call) and isinstance(chain.func, code.Attr):
            base, path = chain.func.base, _text_of(chain.args[:1])
        else:
            given = given[1:]
        named = bool(_ROUTERS.search(self._text(base)))
        if named and func.name == "route" and len(node.args) == 1 and isinstance(node.args[0], code.Mapping):
            options = {key.value: value for key, value in node.args[0].entries if isinstance(key, code.Const)}
            path = _text_of((options["url"],)) if "url" in options else None
            method = (_text_of((options["method"],)) if "method" in options else None) or "ANY"
            given = tuple(options.values())
        elif func.name not in (*_METHODS, "del", "all"):
            return
        if named and given and path is not None and path.startswith("/"):
            yield self._added(node, f"{method} {path}", given, self._text(base) in self.guarded)

    def _added(self, node: code.Call, name: str, given: Iterable[code.Expr], checked: bool = False) -> Route:
        """A route whose handler is named or stands in a call; what stands before it may be a check."""
        given = list(given)
        before = any(GUARD.search(self._text(value)) for value in given[:-1])
        last = given[-1]
        handler = self._text(last) if len(self._text(last)) < 60 else "a function"
        if isinstance(last, code.Lambda):
            handler = last.function.name or "a function"
            checked = checked or self._asks(last.function)
        else:
            function = self.handlers.get(self._text(last).rpartition(".")[2])
            asked = function is not None and (
                self._asks(function) or any(GUARD.search(self._text(each)) for each in function.decorators)
            )
            checked = checked or asked or (isinstance(last, code.Call) and bool(GUARD.search(self._text(last))))
        return self._route(node, name, handler, checked or before)

    def _asks(self, function: code.Function) -> bool:
        """Whether a function's parameters or statements ask who is calling."""
        for parameter in function.parameters:
            for part in (parameter.default, parameter.annotation):
                if part is not None and GUARD.search(self._text(part)):
                    return True
        return bool(_INSIDE.search(self.module.data, function.start, function.end))

    def _text(self, node: code.Node) -> str:
        return self.module.data[node.start : node.end].decode("utf-8", "replace")

    def _route(self, node: code.Node, name: str, handler: str, checked: bool) -> Route:
        return Route(Spot(self.module.path, node.start, node.end), name[:200], handler, checked)


def _path(args: tuple[code.Expr, ...], keywords: tuple[tuple[str | None, code.Expr], ...]) -> str | None:
    given = [*args[:1], *(value for key, value in keywords if key in ("path", "rule"))]
    text = _text_of(tuple(given[:1]))
    return text if text is not None and text[:1] in ("", "/") else None


def _methods(keywords: tuple[tuple[str | None, code.Expr], ...]) -> str:
    for key, value in keywords:
        if key == "methods" and isinstance(value, code.Sequence):
            return "|".join(str(item.value).upper() for item in value.items if isinstance(item, code.Const))
    return ""


def _text_of(values: tuple[code.Expr, ...]) -> str | None:
    value = values[0] if values else None
    return value.value if isinstance(value, code.Const) and isinstance(value.value, str) else None


def _by_file(module: code.Module) -> list[Route]:
    """Routes of Next, which are where their file is."""
    api, route = _PAGES.search(module.path), _ROUTE_FILE.search(module.path)
    if api:
        asked = bool(_INSIDE.search(module.data) or GUARD.search(module.data.decode("utf-8", "replace")))
        return [Route(Spot(module.path, 0, 0), f"ANY {api[1].removesuffix('/index')}", "the file's default", asked)]
    if not route:
        return []
    return [
        Route(
            Spot(module.path, node.start, node.end),
            f"{node.name} {route[1] or '/'}",
            node.name,
            bool(_INSIDE.search(module.data, node.start, node.end))
            or bool(GUARD.search(module.data[node.start : node.end].decode("utf-8", "replace"))),
        )
        for node in inside(module.body)
        if isinstance(node, code.Function) and node.name.lower() in _METHODS and node.name.isupper()
    ]
