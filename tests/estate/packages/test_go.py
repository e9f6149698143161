"""What a module of Go is built from."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages

MOD = """module example.com/x // the project

go 1.22.3
toolchain go1.22.5

require (
	a.example/c v1.2.3
	a.example/d v0.0.0-20200101000000-0123456789ab // indirect
)
require e.example/f v1.0.0
require "q.example/v2" v2.0.0+incompatible
replace e.example/f => ../f
replace a.example/c v1.2.3 => x.example/c v1.2.4
exclude g.example/h v1.0.0
"""
HASH = "h1:" + "A" * 43 + "="


def test_each_requirement_is_a_package_with_its_line() -> None:
    found = only({"go.mod": MOD, "go.sum": f"x.example/c v1.2.4 {HASH}\nx.example/c v1.2.4/go.mod {HASH}\n"})
    assert (found.path, found.name, found.locked, found.gaps) == ("go.mod", "example.com/x", True, ())
    known = packages(found)
    assert {key: (each.place.line, each.direct) for key, each in known.items()} == {
        "a.example/d@v0.0.0-20200101000000-0123456789ab": (8, False),
        "e.example/f@v1.0.0": (10, True),
        "q.example/v2@v2.0.0+incompatible": (11, True),
        "stdlib@1.22.5": (4, True),
        "x.example/c@v1.2.4": (7, True),
    }
    replaced = known["x.example/c@v1.2.4"]
    assert replaced.hashes == ("sha256:" + "0" * 64,)
    assert (replaced.modules, replaced.requirement) == (("a.example/c",), "v1.2.3")
    assert known["e.example/f@v1.0.0"].source is Source.PATH


def test_a_least_version_of_go_is_no_release_of_its_library() -> None:
    (stdlib,) = only({"go.mod": "module x\ngo 1.21\n"}).packages
    assert (stdlib.key, stdlib.requirement) == ("stdlib@", ">=1.21")


def test_a_tool_is_for_developers() -> None:
    text = "module x\ngo 1.24.0\ntool a.example/b/cmd/c\nrequire a.example/b v1.0.0 // indirect\n"
    assert packages(only({"go.mod": text}))["a.example/b@v1.0.0"].reach is Reach.DEVELOPMENT


def test_an_excluded_version_is_not_the_one_that_is_built() -> None:
    found = only({"go.mod": "module x\ngo 1.20\nrequire g.example/h v1.0.0\nexclude g.example/h v1.0.0\n"})
    assert [each.key for each in found.packages] == ["g.example/h@", "stdlib@"]
    assert [each.place.line for each in found.gaps] == [3]


OLD = "module x\ngo 1.16\nrequire a.example/b v1.0.0\n"


def test_before_1_17_the_highest_versions_of_go_sum_fill_in() -> None:
    sums = "\n".join(
        [
            *(f"a.example/b v1.0.0 {HASH}", f"c.example/d v1.9.0 {HASH}", f"c.example/d v1.10.0 {HASH}"),
            *(f"c.example/d v1.10.0-rc.1 {HASH}", f"e.example/f v1.0.0/go.mod {HASH}"),
        ]
    )
    found = only({"m/go.mod": OLD, "m/go.sum": sums})
    known = packages(found)
    assert set(known) == {"a.example/b@v1.0.0", "c.example/d@v1.10.0", "stdlib@"}
    assert (known["c.example/d@v1.10.0"].direct, str(known["c.example/d@v1.10.0"].place)) == (False, "m/go.sum:3:1")


def test_before_1_17_without_go_sum_the_inventory_is_not_whole() -> None:
    found = only({"go.mod": OLD})
    assert not found.locked
    assert len(found.gaps) == 1


def test_the_vendored_list_names_what_was_copied() -> None:
    vendored = """# a.example/b v1.0.0
## explicit; go 1.16
a.example/b/sub
# c.example/d v1.1.0 => d.example/d v1.2.0
c.example/d
# unused.example/e v1.0.0
# local.example/l => ./l
local.example/l
"""
    assert [each.key for each in only({"go.mod": OLD, "vendor/modules.txt": vendored}).packages] == [
        *("a.example/b@v1.0.0", "d.example/d@v1.2.0", "local.example/l@", "stdlib@")
    ]
    alone = packages(only({"vendor/modules.txt": vendored}))
    assert alone["a.example/b@v1.0.0"].direct
    assert alone["local.example/l@"].source is Source.PATH


def test_a_workspace_replaces_for_its_modules() -> None:
    work = "go 1.22\nuse (\n\t./one\n\t./two\n)\nreplace a.example/b => z.example/b v9.0.0\n"
    text = "module {}\ngo 1.22\nrequire a.example/b v1.0.0\n"
    files = {f"{name}/go.mod": text.format(name) for name in ("one", "two", "three")}
    found = look({"go.work": work, **files})
    assert {path: each.packages[0].key for path, each in found.items()} == {
        "one/go.mod": "stdlib@",
        "two/go.mod": "stdlib@",
        "three/go.mod": "a.example/b@v1.0.0",
    }
    assert "z.example/b@v9.0.0" in packages(found["one/go.mod"])


def test_what_is_no_directive_is_a_fault_with_its_line() -> None:
    found = only({"go.mod": "module x\n<<<<<<< HEAD\nrequire a.example/b v1.0.0\nrequire a.example/c\n"})
    assert [(each.place.line, each.fault) for each in found.gaps if each.fault] == [(2, True), (4, True)]
    assert "a.example/b@v1.0.0" in packages(found)
