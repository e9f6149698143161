"""What a project of Maven asks for, as far as the poms of the tree say."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages


def pom(body: str, name: str = "app", group: str = "<groupId>org.shop</groupId>", version: str = "1.0") -> str:
    own = f"<version>{version}</version>" if version else ""
    return f'<project xmlns="x">{group}<artifactId>{name}</artifactId>{own}\n{body}\n</project>'


def needs(*entries: str) -> str:
    rows = []
    for entry in entries:
        group, artifact, *more = entry.split(":")
        version = f"<version>{more[0]}</version>" if more and more[0] else ""
        scope = f"<scope>{more[1]}</scope>" if len(more) > 1 else ""
        rows.append(
            f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{version}{scope}</dependency>"
        )
    return "<dependencies>\n" + "\n".join(rows) + "\n</dependencies>"


PARENT = "<parent><groupId>org.shop</groupId><artifactId>parent</artifactId><version>1.0</version>{}</parent>"


def test_a_dependency_has_its_line_scope_and_version() -> None:
    found = only(
        {"pom.xml": pom(needs("a:b:1.2", "c:d:2:test", "e:f:3:provided", "g:h:[1.5]", "i:j:[1,2)", "k:l:RELEASE"))}
    )
    assert (found.name, found.version, found.locked) == ("org.shop:app", "1.0", False)
    known = packages(found)
    assert {key: (each.place.line, each.reach, each.requirement) for key, each in known.items()} == {
        "a:b@1.2": (3, Reach.RUNTIME, "1.2"),
        "c:d@2": (4, Reach.TEST, "2"),
        "e:f@3": (5, Reach.BUILD, "3"),
        "g:h@1.5": (6, Reach.RUNTIME, "[1.5]"),
        "i:j@": (7, Reach.RUNTIME, "[1,2)"),
        "k:l@": (8, Reach.RUNTIME, "RELEASE"),
    }
    assert [(each.place.line, each.fault) for each in found.gaps] == [(7, False), (8, False)]


def test_properties_are_those_of_the_child_where_both_set_them() -> None:
    files = {
        "pom.xml": pom(
            "<modules><module>web</module></modules><properties><v>1</v><w>${v}.5</w></properties>"
            + needs("a:b:${w}", "c:d:${project.version}", "${project.groupId}:core:${nope}"),
            "parent",
        ),
        "web/pom.xml": pom(PARENT.format("") + "<properties><v>2</v></properties>", "web", "", ""),
    }
    found = look(files)
    assert set(packages(found["web/pom.xml"])) == {"a:b@2.5", "c:d@1.0", "org.shop:core@"}
    assert set(packages(found["pom.xml"])) == {"a:b@1.5", "c:d@1.0", "org.shop:core@"}
    assert packages(found["web/pom.xml"])["a:b@2.5"].place.path == "pom.xml"
    assert "nothing here sets ${nope}" in found["pom.xml"].gaps[0].why


def test_management_of_parents_and_of_boms_in_the_tree_gives_versions_and_scopes() -> None:
    managed = "<dependencyManagement>{}</dependencyManagement>"
    imported = (
        "<dependency><groupId>org.shop</groupId><artifactId>bom</artifactId><version>1.0</version>"
        "<type>pom</type><scope>import</scope></dependency></dependencies>"
    )
    files = {
        "parent/pom.xml": pom(
            managed.format(needs("a:b:1", "c:d:2:test").replace("</dependencies>", imported)), "parent"
        ),
        "bom/pom.xml": pom("<properties><x>7</x></properties>" + managed.format(needs("a:b:9", "e:f:${x}")), "bom"),
        "app/pom.xml": pom(
            PARENT.format("<relativePath>../parent</relativePath>") + needs("a:b", "c:d", "e:f"), "app", "", ""
        ),
    }
    known = packages(look(files)["app/pom.xml"])
    assert {key: each.reach for key, each in known.items()} == {
        "a:b@1": Reach.RUNTIME,
        "c:d@2": Reach.TEST,
        "e:f@7": Reach.RUNTIME,
    }


def test_what_a_registry_alone_knows_is_no_version_and_says_why() -> None:
    boot = PARENT.replace("org.shop", "org.boot").format("<relativePath/>")
    found = only({"pom.xml": pom(boot + needs("a:b"))})
    assert [each.key for each in found.packages] == ["a:b@"]
    assert "org.boot:parent may manage it" in found.gaps[0].why
    assert not found.gaps[0].fault


def test_another_module_of_the_tree_is_no_package_of_a_registry() -> None:
    files = {
        "a/pom.xml": pom(needs("org.shop:b:1.0", "org.shop:b2:3"), "a"),
        "b/pom.xml": pom("", "b"),
        "b2/pom.xml": pom("", "b2"),
    }
    known = packages(look(files)["a/pom.xml"])
    assert known["org.shop:b@1.0"].source is Source.PATH
    assert known["org.shop:b2@3"].source is Source.REGISTRY, "another version of it than the one of the tree"


def test_profiles_are_off_and_plugins_are_no_part() -> None:
    body = f"<profiles><profile>{needs('a:b:1')}</profile></profiles><build><plugins>{needs('c:d:1')}</plugins></build>"
    assert only({"pom.xml": pom(body)}).packages == ()


def test_entities_are_refused() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "b">]>' + pom(needs("a:b:&a;"))
    found = only({"pom.xml": text})
    assert found.packages == ()
    assert [each.fault for each in found.gaps] == [True]


def test_circles_and_laughing_properties_end() -> None:
    lines = "".join(f"<p{n}>{'${p' + str(n + 1) + '}'}{'${p' + str(n + 1) + '}'}</p{n}>" for n in range(60))
    circle = PARENT.format("").replace("parent</artifactId>", "app</artifactId>")
    found = only(
        {"pom.xml": pom(circle + f"<properties>{lines}<q>${{q}}</q></properties>" + needs("a:b:${p0}", "c:d:${q}"))}
    )
    assert [each.version for each in found.packages] == ["", ""]
