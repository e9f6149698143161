"""What a project of .NET is locked to, and what its files ask for."""

from __future__ import annotations

import base64
import json

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages

HASH = base64.b64encode(b"\1" * 64).decode()
LOCK = json.dumps(
    {
        "version": 1,
        "dependencies": {
            "net8.0": {
                "Serilog": {
                    "type": "Direct",
                    "requested": "[3.0.0, )",
                    "resolved": "3.0.1",
                    "contentHash": HASH,
                    "dependencies": {"System.Memory": "4.5.0"},
                },
                "StyleCop": {"type": "Direct", "requested": "[1.1.0, )", "resolved": "1.1.0"},
                "System.Memory": {"type": "Transitive", "resolved": "4.5.5"},
                "shop.core": {"type": "Project", "dependencies": {"Serilog": "[3.0.0, )"}},
            },
            "net6.0": {"System.Memory": {"type": "Transitive", "resolved": "4.5.4"}},
        },
    },
    indent=2,
)
PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><AssemblyName>Shop.Web</AssemblyName><LogVersion>3.0.0</LogVersion></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Serilog" Version="$(LogVersion)" />
    <PackageReference Include="StyleCop"><Version>1.1.*</Version><PrivateAssets>all</PrivateAssets></PackageReference>
    <PackageReference Include="Central.One;Central.Two" />
    <PackageReference Include="Open" Version="$(Nowhere)" />
  </ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net48'">
    <PackageReference Include="Old" Version="[1.0.0]" />
  </ItemGroup>
</Project>
"""
CENTRAL = """<Project><ItemGroup>
  <PackageVersion Include="Central.One" Version="$(Shared)" />
  <PackageVersion Include="Central.Two" Version="2.0.0" />
  <PackageVersion Include="Unused" Version="9.0.0" />
  <GlobalPackageReference Include="Everywhere" Version="5.0.0" />
</ItemGroup></Project>"""
BUILD = "<Project><PropertyGroup><Shared>1.2.3</Shared></PropertyGroup></Project>"


def test_a_lock_file_with_its_project_says_what_is_asked_and_why() -> None:
    found = only({"web/packages.lock.json": LOCK, "web/web.csproj": PROJECT})
    assert (found.path, found.manifests, found.name) == ("web/packages.lock.json", ("web/web.csproj",), "Shop.Web")
    known = packages(found)
    assert {key: (each.direct, each.reach, each.source) for key, each in known.items()} == {
        "serilog@3.0.1": (True, Reach.RUNTIME, Source.REGISTRY),
        "shop.core@": (True, Reach.RUNTIME, Source.PATH),
        "stylecop@1.1.0": (True, Reach.BUILD, Source.REGISTRY),
        "system.memory@4.5.4": (False, Reach.RUNTIME, Source.REGISTRY),
        "system.memory@4.5.5": (False, Reach.RUNTIME, Source.REGISTRY),
    }
    serilog = known["serilog@3.0.1"]
    assert serilog.hashes == ("sha512:" + "01" * 64,)
    assert serilog.requirement == "[3.0.0, )"
    assert '"Serilog"' in LOCK.split("\n")[serilog.place.line - 1]
    assert known["system.memory@4.5.5"].via == ("serilog@3.0.1",)


def test_a_project_takes_properties_and_central_versions_from_above() -> None:
    files = {"src/web/web.csproj": PROJECT, "Directory.Packages.props": CENTRAL, "src/Directory.Build.props": BUILD}
    found = only(files)
    assert not found.locked
    known = packages(found)
    assert {key: (str(each.place), each.reach) for key, each in known.items()} == {
        "central.one@1.2.3": ("src/web/web.csproj:6:1", Reach.RUNTIME),
        "central.two@2.0.0": ("src/web/web.csproj:6:1", Reach.RUNTIME),
        "everywhere@5.0.0": ("Directory.Packages.props:5:1", Reach.RUNTIME),
        "old@1.0.0": ("src/web/web.csproj:10:1", Reach.RUNTIME),
        "open@": ("src/web/web.csproj:7:1", Reach.RUNTIME),
        "serilog@3.0.0": ("src/web/web.csproj:4:1", Reach.RUNTIME),
        "stylecop@": ("src/web/web.csproj:5:1", Reach.BUILD),
    }
    assert known["old@1.0.0"].condition == "'$(TargetFramework)' == 'net48'"
    assert ["$(Nowhere)" in each.why for each in found.gaps] == [True]


def test_what_a_project_of_tests_asks_for_is_for_tests() -> None:
    text = '<Project><ItemGroup><PackageReference Include="{}" Version="1.0.0"/></ItemGroup></Project>'
    assert only({"t.csproj": text.format("Microsoft.NET.Test.Sdk")}).packages[0].reach is Reach.TEST


def test_the_older_list_is_read() -> None:
    text = """<packages>
  <package id="jQuery" version="3.1.1" targetFramework="net45" />
  <package id="Tool" version="1.0.0" developmentDependency="true" />
</packages>"""
    known = packages(only({"packages.config": text}))
    assert {key: (each.place.line, each.reach) for key, each in known.items()} == {
        "jquery@3.1.1": (2, Reach.RUNTIME),
        "tool@1.0.0": (3, Reach.BUILD),
    }


def test_what_was_built_names_its_libraries() -> None:
    text = json.dumps(
        {
            "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0"},
            "targets": {
                ".NETCoreApp,Version=v8.0": {
                    "Shop/1.0.0": {"dependencies": {"Serilog": "3.0.1"}},
                    "Serilog/3.0.1": {"dependencies": {"System.Memory": "4.5.5"}},
                    "System.Memory/4.5.5": {},
                }
            },
            "libraries": {
                "Shop/1.0.0": {"type": "project"},
                "Serilog/3.0.1": {"type": "package", "sha512": f"sha512-{HASH}"},
                "System.Memory/4.5.5": {"type": "package"},
            },
        },
        indent=1,
    )
    found = only({"out/Shop.deps.json": text})
    assert (found.name, found.version) == ("shop", "1.0.0")
    known = packages(found)
    assert {key: (each.direct, each.via) for key, each in known.items()} == {
        "serilog@3.0.1": (True, ()),
        "system.memory@4.5.5": (False, ("serilog@3.0.1",)),
    }
    assert known["serilog@3.0.1"].hashes == ("sha512:" + "01" * 64,)


def test_the_assets_file_of_a_restore_answers_for_its_project() -> None:
    text = json.dumps(
        {
            "targets": {"net8.0": {"Serilog/3.0.1": {"dependencies": {"A": "1.0.0"}}, "A/1.0.0": {}}},
            "libraries": {"Serilog/3.0.1": {"type": "package"}, "A/1.0.0": {"type": "package"}},
            "project": {
                "version": "1.0.0",
                "restore": {"projectName": "web"},
                "frameworks": {"net8.0": {"dependencies": {"Serilog": {"target": "Package", "version": "[3.0.0, )"}}}},
            },
        }
    )
    found = look({"web/web.csproj": PROJECT, "web/obj/project.assets.json": text})
    known = packages(found["web/obj/project.assets.json"])
    assert list(found) == ["web/obj/project.assets.json"]
    assert {key: (each.direct, each.requirement) for key, each in known.items()} == {
        "a@1.0.0": (False, ""),
        "serilog@3.0.1": (True, "[3.0.0, )"),
    }
