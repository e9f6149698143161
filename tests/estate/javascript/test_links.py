"""Which file an import means, in layouts as they are met."""

from __future__ import annotations

import json

import pytest

from holdfast.estate.javascript import Links

EXPRESS = {
    "package.json": json.dumps({"name": "shop", "main": "app.js"}),
    "app.js": "",
    "routes/index.js": "",
    "routes/users.js": "",
    "lib/db.mjs": "",
    "views/a.json": "{}",
}
MONOREPO = {
    "package.json": json.dumps({"private": True, "workspaces": ["packages/*"]}),
    "packages/core/package.json": json.dumps(
        {"name": "@acme/core", "main": "dist/index.js", "types": "dist/index.d.ts"}
    ),
    "packages/core/src/index.ts": "",
    "packages/core/src/crypto.ts": "",
    "packages/web/package.json": json.dumps(
        {
            "name": "web",
            "exports": {
                ".": {"import": "./dist/main.mjs", "require": "./dist/main.cjs"},
                "./parts/*": "./source/parts/*.ts",
                "./only": {"types": "./only.d.ts", "default": ["./only.js"]},
            },
            "imports": {"#db": "./source/db.ts", "#in/*": "./source/in/*.js"},
        }
    ),
    "packages/web/src/main.ts": "",
    "packages/web/source/parts/a.ts": "",
    "packages/web/source/db.ts": "",
    "packages/web/source/in/x.ts": "",
    "packages/web/only.js": "",
    "node_modules/express/package.json": json.dumps({"name": "express"}),
}
NEXT = {
    "package.json": json.dumps({"name": "site"}),
    "tsconfig.json": """{
      // made by a tool
      "extends": "./tsconfig.base",
      "compilerOptions": {"strict": true, /* and so on */},
    }""",
    "tsconfig.base.json": json.dumps(
        {
            "compilerOptions": {
                "baseUrl": ".",
                "paths": {"@/*": ["./src/*"], "@/lib/*": ["lib/*"], "db": ["server/db"]},
            }
        }
    ),
    "src/app/page.tsx": "",
    "src/components/button.tsx": "",
    "src/components/list/index.tsx": "",
    "lib/auth.ts": "",
    "server/db.ts": "",
    "shared/text.ts": "",
}


def _links(files: dict[str, str]) -> Links:
    return Links([path for path in files if not path.endswith("json")], lambda path: _bytes(files, path))


def _bytes(files: dict[str, str], path: str) -> bytes | None:
    return files[path].encode() if path in files else None


@pytest.mark.parametrize(
    ("module", "importer", "wanted"),
    [
        ("./routes", "app.js", "routes/index.js"),
        ("./routes/", "app.js", "routes/index.js"),
        ("./users", "routes/index.js", "routes/users.js"),
        ("..", "routes/index.js", "app.js"),
        ("../", "routes/index.js", "app.js"),
        ("./users.js", "routes/index.js", "routes/users.js"),
        ("../lib/db.mjs", "routes/index.js", "lib/db.mjs"),
        ("../../etc/passwd", "routes/index.js", None),
        ("/etc/passwd", "app.js", None),
        ("./views/a.json", "app.js", None),
        ("express", "app.js", None),
        ("node:fs", "app.js", None),
        ("", "app.js", None),
        ("shop", "routes/index.js", "app.js"),
    ],
)
def test_an_express_application(module: str, importer: str, wanted: str | None) -> None:
    assert _links(EXPRESS).resolve(module, importer) == wanted


@pytest.mark.parametrize(
    ("module", "importer", "wanted"),
    [
        ("@acme/core", "packages/web/src/main.ts", "packages/core/src/index.ts"),
        ("@acme/core/crypto", "packages/web/src/main.ts", "packages/core/src/crypto.ts"),
        ("@acme/core/dist/crypto.js", "packages/web/src/main.ts", "packages/core/src/crypto.ts"),
        ("web", "packages/core/src/index.ts", "packages/web/src/main.ts"),
        ("web/parts/a", "packages/core/src/index.ts", "packages/web/source/parts/a.ts"),
        ("web/only", "packages/core/src/index.ts", "packages/web/only.js"),
        ("#db", "packages/web/src/main.ts", "packages/web/source/db.ts"),
        ("#in/x", "packages/web/src/main.ts", "packages/web/source/in/x.ts"),
        ("#db", "packages/core/src/index.ts", None),
        ("./crypto.js", "packages/core/src/index.ts", "packages/core/src/crypto.ts"),
        ("@acme/other", "packages/web/src/main.ts", None),
        ("@acme", "packages/web/src/main.ts", None),
        ("express", "packages/web/src/main.ts", None),
    ],
)
def test_a_monorepo(module: str, importer: str, wanted: str | None) -> None:
    assert _links(MONOREPO).resolve(module, importer) == wanted


@pytest.mark.parametrize(
    ("module", "wanted"),
    [
        ("@/components/button", "src/components/button.tsx"),
        ("@/components/list", "src/components/list/index.tsx"),
        ("@/lib/auth", "lib/auth.ts"),
        ("db", "server/db.ts"),
        ("shared/text", "shared/text.ts"),
        ("./page", "src/app/page.tsx"),
        ("react", None),
        ("@/nowhere", None),
    ],
)
def test_aliases_of_typescript(module: str, wanted: str | None) -> None:
    assert _links(NEXT).resolve(module, "src/app/page.tsx") == wanted


def test_the_name_of_a_module_outside() -> None:
    links = _links(EXPRESS)
    assert links.outside("node:fs/promises", "app.js") == "fs/promises"
    assert links.outside("@nestjs/common", "app.js") == "@nestjs/common"
    assert links.outside("lodash/merge.js", "app.js") == "lodash/merge"
    assert links.outside("socket.io", "app.js") == "socket.io"
    assert links.outside("./lost", "routes/index.js") == "routes/lost"
    assert links.outside("../../lost.js", "routes/index.js") == "../../lost"


def test_declarations_of_types_are_no_code() -> None:
    assert Links(["a.ts", "b.d.ts"], lambda path: None).resolve("./b", "a.ts") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": 3, "main": {}, "exports": [[[1]]]}', '{"a":' * 5000, "\xff"])
def test_a_manifest_that_is_none_is_none(text: str) -> None:
    files = {"a.ts": "", "package.json": text, "tsconfig.json": text, "lib/package.json": text, "lib/index.ts": ""}
    assert _links(files).resolve("./lib", "a.ts") == "lib/index.ts"
    assert _links(files).resolve("x", "a.ts") is None


def test_configs_that_extend_each_other_end() -> None:
    files = {"a.ts": "", "tsconfig.json": '{"extends": ["./b.json"]}', "b.json": '{"extends": "./tsconfig.json"}'}
    assert _links(files).resolve("x", "a.ts") is None
