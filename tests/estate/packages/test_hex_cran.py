"""What projects of Elixir and of R are locked to."""

from __future__ import annotations

import json

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import only, packages

OUTER = "e" * 64


def entry(app: str, version: str, *needs: str, name: str = "") -> str:
    hashed = f'"{"f" * 64}", [:mix], [{", ".join(needs)}], "hexpm", "{OUTER}"'
    return f'  "{app}": {{:hex, :{name or app}, "{version}", {hashed}}},'


def need(name: str, optional: str) -> str:
    return f'{{:{name}, "~> 1.0 or ~> 2.0", [hex: :{name}, repo: "hexpm", optional: {optional}]}}'


COMMIT = "0123456789012345678901234567890123456789"
MIX_LOCK = "\n".join(
    [
        "%{",
        entry("jason", "1.4.1", need("decimal", "true")),
        entry("decimal", "2.1.1"),
        entry("phoenix", "1.7.9", need("jason", "false")),
        entry("ex_doc", "0.30.0"),
        entry("app", "0.1.0", name="renamed"),
        f'  "fork": {{:git, "https://u:p@git.example/fork.git", "{COMMIT}", [branch: "main"]}},',
        "}",
    ]
)
MIX = """defmodule Shop.MixProject do
  use Mix.Project
  def project, do: [app: :shop, version: "1.0.0", deps: deps()]
  defp deps do
    [
      {:phoenix, "~> 1.7.0"},
      # {:gone, "1.0.0"},
      {:ex_doc, "== 0.30.0", only: [:dev, :test], runtime: false},
      {:fork, git: "https://u:p@git.example/fork.git", branch: "main"},
      {:app, ">= 0.0.0", hex: :renamed, optional: true},
      {:part, in_umbrella: true},
      {:mox, "~> 1.0", only: :test}
    ]
  end
  def other, do: {:nope, "1.0.0"}
end
"""


def test_the_lock_file_of_mix_says_who_needs_whom() -> None:
    found = only({"mix.lock": MIX_LOCK, "mix.exs": MIX})
    known = packages(found)
    assert {key: (each.place.line, each.direct, each.reach) for key, each in known.items()} == {
        "decimal@2.1.1": (3, False, Reach.OPTIONAL),
        "ex_doc@0.30.0": (5, True, Reach.DEVELOPMENT),
        "fork@": (7, True, Reach.RUNTIME),
        "jason@1.4.1": (2, False, Reach.RUNTIME),
        "phoenix@1.7.9": (4, True, Reach.RUNTIME),
        "renamed@0.1.0": (6, True, Reach.OPTIONAL),
    }
    assert known["decimal@2.1.1"].via == ("phoenix@1.7.9", "jason@1.4.1")
    assert known["jason@1.4.1"].hashes == (f"sha256:{OUTER}",)
    assert known["fork@"].source is Source.GIT
    assert known["fork@"].address == "https://git.example/fork.git@" + COMMIT


def test_mix_exs_alone_has_requirements() -> None:
    known = packages(only({"mix.exs": MIX}))
    assert {key: (each.place.line, each.reach, each.source) for key, each in known.items()} == {
        "ex_doc@0.30.0": (8, Reach.DEVELOPMENT, Source.REGISTRY),
        "fork@": (9, Reach.RUNTIME, Source.GIT),
        "mox@": (12, Reach.TEST, Source.REGISTRY),
        "part@": (11, Reach.RUNTIME, Source.PATH),
        "phoenix@": (6, Reach.RUNTIME, Source.REGISTRY),
        "renamed@": (10, Reach.OPTIONAL, Source.REGISTRY),
    }


def test_an_entry_of_an_unknown_form_is_a_fault() -> None:
    found = only({"mix.lock": '%{\n  "x": {:svn, "y"},\n}\n'})
    assert [(each.place.line, each.fault) for each in found.gaps] == [(2, True)]


RENV = {
    "R": {"Version": "4.3.1"},
    "Packages": {
        "ggplot2": {
            "Package": "ggplot2",
            "Version": "3.4.2",
            "Source": "Repository",
            "Requirements": ["R", "cli", "stats"],
            "Hash": "a" * 32,
        },
        "cli": {"Package": "cli", "Version": "3.6.1", "Source": "Repository"},
        "later": {"Package": "later", "Version": "1.0", "Source": "Repository", "Imports": ["cli (>= 3.0)", "utils"]},
        "dev": {
            "Package": "dev",
            "Version": "0.1",
            "Source": "GitHub",
            "RemoteHost": "api.github.com",
            "RemoteUsername": "a",
            "RemoteRepo": "dev",
            "RemoteSha": "0" * 40,
        },
    },
}
DESCRIPTION = """Package: shop
Version: 0.2
License: MIT + file LICENSE
Depends: R (>= 4.0), ggplot2 (>= 3.4)
Imports:
    later,
    utils
Suggests: testthat (== 3.1.0)
"""


def test_the_lock_file_of_renv_says_versions() -> None:
    text = json.dumps(RENV, indent=2)
    found = only({"renv.lock": text, "DESCRIPTION": DESCRIPTION})
    assert (found.name, found.version, found.licence) == ("shop", "0.2", "MIT + file LICENSE")
    known = packages(found)
    assert {key: (each.direct, each.needs) for key, each in known.items()} == {
        "cli@3.6.1": (False, ()),
        "dev@0.1": (False, ()),
        "ggplot2@3.4.2": (True, ("cli@3.6.1",)),
        "later@1.0": (True, ("cli@3.6.1",)),
    }
    assert known["ggplot2@3.4.2"].hashes == ("md5:" + "a" * 32,)
    assert known["dev@0.1"].address == f"https://github.com/a/dev@{'0' * 40}"
    assert '"cli": {' in text.split("\n")[known["cli@3.6.1"].place.line - 1]


def test_a_description_alone_has_requirements() -> None:
    known = packages(only({"DESCRIPTION": DESCRIPTION}))
    assert {key: (each.place.line, each.reach, each.requirement) for key, each in known.items()} == {
        "ggplot2@": (4, Reach.RUNTIME, ">= 3.4"),
        "later@": (6, Reach.RUNTIME, ""),
        "testthat@3.1.0": (8, Reach.DEVELOPMENT, "== 3.1.0"),
    }
