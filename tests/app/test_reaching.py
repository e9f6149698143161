"""How near the weak part of a package is: what shows a use, what is only installed, and what others bring."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from holdfast.app.codeproject import Files
from holdfast.app.reached import Reached
from holdfast.app.reaching import Code, reached
from holdfast.engines.packages.outcome import Match
from holdfast.engines.packages.priority import Level
from holdfast.estate.codefiles import language_of
from holdfast.model.advisory import Advisory, Affected, Symbols
from holdfast.model.package import Package, Reach
from holdfast.model.place import Place

LOCK = Place(path="lock", line=1)
CALLED, IMPORTED, INSTALLED, ABSENT = Level.CALLED, Level.IMPORTED, Level.INSTALLED, Level.ABSENT


def near(
    package: Package, files: Mapping[str, str], *packages: Package, about: str = "X-1", names: tuple[str, ...] = ()
) -> Reached:
    """What is told of one weakness; ``names`` are the symbols that its advisory tells."""
    told = (Symbols(module="", names=names),) if names else ()
    affected = Affected(ecosystem=package.ecosystem, name=package.name, symbols=told)
    match = Match(package=package, advisory=Advisory(id=about), affected=affected)
    texts = {path: text.encode() for path, text in files.items()}
    paths = [path for path in texts if language_of(path)]
    code = Code(paths, Files(frozenset(texts), texts.get), texts.get)
    return reached([match], code, (package, *packages))[0]


def python(name: str, **more: object) -> Package:
    return Package(ecosystem="PyPI", name=name, version="1.0", place=LOCK, **more)  # type: ignore[arg-type]


def script(name: str, **more: object) -> Package:
    return Package(ecosystem="npm", name=name, version="1.0.0", place=LOCK, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "from yaml import full_load as read\n\n\ndef settings(stream):\n    return read(stream)\n",
        "import importlib\n\nparser = importlib.import_module('yaml')\nprint(parser.full_load(open('a')))\n",
        "from yaml import *\n\n\ndef settings(stream):\n    return full_load(stream)\n",
        "import yaml\n\nREADERS = {'full': 'full_load'}\nprint(getattr(yaml, READERS['full'])(open('a')))\n",
    ],
)
def test_a_use_in_python_is_seen_however_its_name_came(text: str) -> None:
    assert near(python("pyyaml"), {"a.py": text}, about="CVE-2020-14343").level is CALLED


@pytest.mark.parametrize(
    "text",
    [
        "import yaml\n\nprint(yaml.safe_load(open('a')))\n",
        "import yaml\n\n# never full_load here\nprint(yaml.safe_load(open('a')))\n",
        "from yaml import load, SafeLoader\n\nprint(load(open('a'), Loader=SafeLoader))\n",
    ],
)
def test_a_safe_way_is_no_use(text: str) -> None:
    found = near(python("pyyaml"), {"a.py": text}, about="CVE-2020-14343")
    assert found.level is IMPORTED
    assert "no use of" in found.note


def test_algorithms_that_are_given_keep_a_weakness_away() -> None:
    text = "import jwt\n\n\ndef user(token, key{0}):\n    return jwt.decode(token, key, algorithms={1})\n"
    fixed, open_ = text.format("", "['HS256']"), text.format(", which", "which")
    assert near(python("pyjwt"), {"a.py": fixed}, about="CVE-2022-29217").level is IMPORTED
    assert near(python("pyjwt"), {"a.py": open_}, about="CVE-2022-29217").level is CALLED


@pytest.mark.parametrize(
    "files",
    [
        {"a.js": "const compile = require('lodash/template');\nexports.f = (text) => compile(text);\n"},
        {"a.js": "const { template: compile } = require('lodash');\nexports.f = (text) => compile(text);\n"},
        {"a.ts": "export { template, groupBy } from 'lodash';\n"},
        {"a.js": "const fp = require('lodash/fp');\nexports.f = (text) => fp.template(text);\n"},
        {
            "all.js": "const _ = require('lodash');\nmodule.exports = { ..._ };\n",
            "a.js": "const all = require('./all');\nexports.f = (text) => all.template(text);\n",
        },
    ],
)
def test_a_use_in_javascript_is_seen_however_its_name_came(files: Mapping[str, str]) -> None:
    assert near(script("lodash"), files, about="CVE-2021-23337").level is CALLED


def test_a_method_of_that_name_of_another_object_is_no_use() -> None:
    text = "const _ = require('lodash');\nclass Mail { template(name) { return name; } }\n"
    text += "console.log(_.map(['a'], (name) => new Mail().template(name)));\n"
    assert near(script("lodash"), {"a.js": text}, about="CVE-2021-23337").level is IMPORTED


def test_a_chain_of_calls_is_seen_by_a_name_that_only_the_package_has() -> None:
    text = "const _ = require('lodash');\nexports.f = (keys) => _.chain(keys).zipObjectDeep([]).value();\n"
    assert near(script("lodash"), {"a.js": text}, about="CVE-2020-8203").level is CALLED


def test_symbols_of_the_record_are_asked_for_beside_those_that_are_known() -> None:
    text = "import mistune\n\nHOW = {'rich': mistune.html}\n"
    found = near(python("mistune"), {"a.py": text}, about="CVE-2022-34749", names=("mistune.html",))
    assert found.level is CALLED


def test_a_package_under_another_name() -> None:
    text = "const tools = require('tools');\nconsole.log(tools.template('a'));\n"
    found = near(script("lodash", modules=("tools",)), {"a.js": text}, about="CVE-2021-23337")
    assert found.level is CALLED


def test_an_import_of_types_alone_is_none() -> None:
    types = "import type { Dictionary } from 'lodash';\n\nconst seen: Dictionary<number> = {};\n"
    values = "import type { A } from './a';\nimport { pick } from 'lodash';\n\npick({}, []);\n"
    assert near(script("lodash"), {"a.ts": types}).level is INSTALLED
    assert near(script("lodash"), {"a.ts": values}).level is IMPORTED


def test_a_package_that_an_imported_one_needs_is_imported_through_it() -> None:
    sender = python("requests", needs=("urllib3@1.0",))
    found = near(python("urllib3", direct=False), {"a.py": "import requests\n"}, sender)
    assert found.level is IMPORTED
    assert "requests is imported" in found.steps[0].says
    assert (found.steps[0].place.path, found.steps[0].place.line) == ("a.py", 1)
    assert near(python("urllib3", direct=False), {"a.py": "import json\n"}, sender).level is INSTALLED


def test_packages_that_need_each_other_end() -> None:
    one, other = python("one", needs=("other@1.0",)), python("other", needs=("one@1.0",))
    assert near(one, {"a.py": "import json\n"}, other).level is INSTALLED


@pytest.mark.parametrize(
    ("package", "files"),
    [
        (python("gunicorn"), {"Procfile": "web: gunicorn app:app\n", "app.py": "app = 1\n"}),
        (python("gunicorn"), {"Dockerfile": 'CMD ["gunicorn", "app:app"]\n', "app.py": "app = 1\n"}),
        (python("django-debug-toolbar"), {"settings.py": "INSTALLED_APPS = ['debug_toolbar']\n"}),
        (script("ejs"), {"app.js": "app.set('view engine', 'ejs');\n"}),
        (script("next"), {"package.json": '{"scripts": {"start": "next start"}}', "a.js": "let a;\n"}),
    ],
)
def test_what_is_loaded_or_started_by_its_name_is_no_less_than_imported(
    package: Package, files: Mapping[str, str]
) -> None:
    found = near(package, files)
    assert found.level is IMPORTED
    assert "is named" in found.steps[0].says


def test_a_list_of_dependencies_starts_nothing() -> None:
    files = {
        "package.json": '{"dependencies": {"next": "1.0.0"}, "scripts": {"lint": "next lint"}}',
        "a.js": "let a;\n",
    }
    assert near(script("next"), files).level is INSTALLED


@pytest.mark.parametrize("path", ["rollup.config.mjs", "jest.setup.js", "scripts/make.js", "test/a.test.js"])
def test_what_is_there_for_development_stays_away_where_only_makers_import_it(path: str) -> None:
    text = "const parse = require('minimist');\nparse([]);\n"
    tool = script("minimist", reach=Reach.DEVELOPMENT)
    assert near(tool, {path: text}, about="CVE-2021-44906").level is ABSENT
    assert near(tool, {path: text, "src/run.js": text}, about="CVE-2021-44906").level is CALLED
