"""Writes docs/walk.md: a weakness of the example shop is mended and broken again, with what the commands really say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from examples.build_shop import build
from examples.pack_advisories import pack

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = "docs/walk.md"
THREAT: Final = "visitor-led-astray@api"
_WEAK: Final = 'redirect(request.args.get("next", "/"))'
_MENDED: Final = 'redirect("/account")'
_FILE: Final = "api/shop/accounts.py"
_STORE: Final = "storefront/src/routes/account.ts"
_STORE_WEAK: Final = (
    'res.redirect(String(req.query.next ?? "/"));',
    'res.redirect(target.origin === new URL(config.publicUrl).origin ? target.pathname : "/");',
)
_DAY: Final = re.compile(r"20\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d\+00:00)?| \d\d:\d\d)?")
_HEAD: Final = re.compile(r"\b[0-9a-f]{64}\b")
_DIGEST: Final = re.compile(r"\b[0-9a-f]{12}\b")
_ROW: Final = re.compile(r"\brow (\d[\d,]*)")


@dataclass(kw_only=True)
class Walk:
    """A shop that is walked through, and what was said on the way."""

    folder: Path
    environment: Mapping[str, str]
    parts: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add prose."""
        self.parts.append(text)

    def show(self, *words: str, lines: int | None = None) -> str:
        """Run the product and add the command with what it said; at most so many lines."""
        said = self.ask(*words)
        told = told_alike(said).rstrip().splitlines()
        cut = [*told[:lines], "…"] if lines and len(told) > lines else told
        self.parts.append("\n".join(("```console", f"$ holdfast {' '.join(words)}", *cut, "```")))
        return said

    def ask(self, *words: str) -> str:
        """Run the product; what it said. Raises ValueError where it broke."""
        command = [sys.executable, "-m", "holdfast", *words]
        done = subprocess.run(  # noqa: S603 - our own program on a folder of our own
            command, cwd=self.folder, env=dict(self.environment), capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise ValueError(f"holdfast {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def look(self) -> None:
        """Scan and analyse, and keep both."""
        self.ask("scan", "--record")
        self.ask("threats", "analyse", "--record")

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file. Raises ValueError where the text does not stand there once."""
        text = (self.folder / path).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{path}: {old!r} does not stand there once")
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")

    def states(self) -> dict[str, str]:
        """How every threat, control and risk stands."""
        threats = json.loads(self.ask("threats", "analyse", "--all", "--format", "json"))["threats"]
        risks = json.loads(self.ask("risks", "--all", "--state", "all", "--format", "json"))["risks"]
        posture: dict[str, Any] = json.loads(self.ask("posture", "--format", "json"))
        found = {f"threat {item['id']}": str(item["handling"]) for item in threats}
        found |= {f"risk {item['id']} ({item['origin']})": f"{item['state']}, {item['current']}" for item in risks}
        for activity in posture["activities"]:
            found |= {f"control {item['control']['id']}": str(item["state"]) for item in activity["controls"]}
        return found


def told_alike(text: str) -> str:
    """What differs from run to run made the same: days, hours, hashes."""
    text = _HEAD.sub("0" * 64, _DAY.sub("2026-11-30", text))
    return _ROW.sub("row 1", _DIGEST.sub("0" * 12, text))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What changed, each in one line."""
    names = sorted(before.keys() | after.keys())
    return [
        f"{name}: {before.get(name, 'not there')} → {after.get(name, 'not there')}"
        for name in names
        if before.get(name) != after.get(name)
    ]


def walked(folder: Path, environment: Mapping[str, str]) -> tuple[str, list[list[str]]]:
    """Walk in an empty folder; the page, and what each of the three edits changed."""
    shop = folder / "shop"
    build(shop, with_secrets=True)
    walk = Walk(folder=shop, environment=environment)
    made = list(_steps(walk))
    return "\n\n".join((*walk.parts, "")), made


def _steps(walk: Walk) -> Iterator[list[str]]:
    walk.say(_OPENING)
    model = walk.folder / ".holdfast" / "threatmodel.yaml"
    kept = model.read_text(encoding="utf-8")
    model.unlink()
    walk.say("## Draft a model\n\nThe shop before anybody drew it:")
    walk.show("threats", "init")
    walk.say(_EDITED)
    model.write_text(kept, encoding="utf-8")
    walk.look()
    walk.say("## What matters most")
    walk.show("threats", lines=34)
    walk.say(
        "## One threat, from its reason to the line that fails\n\nTwo programs of the shop have it; this is the first:"
    )
    walk.show("threats", "show", THREAT)
    before = walk.states()
    walk.say(f"## Mend it\n\nIn `{_FILE}`, `{_WEAK}` becomes `{_MENDED}`. Then:")
    walk.replace(_FILE, _WEAK, _MENDED)
    yield from _looked(walk, before)
    walk.say("The control still fails on the repository, as the storefront does the same. It is mended there too:")
    before = walk.states()
    for weak in _STORE_WEAK:
        walk.replace(_STORE, weak, 'res.redirect("/");')
    yield from _looked(walk, before)
    walk.say("Now the control is proven, and says since when:")
    walk.show("controls", "show", "redirects-confined")
    walk.say("## Break it again\n\nSomebody takes the first edit back:")
    before = walk.states()
    walk.replace(_FILE, _MENDED, _WEAK)
    yield from _looked(walk, before)
    walk.say("The risk tells its whole story:")
    walk.show("risks", "show", _risk(walk))
    walk.say(_AUDIT)
    walk.show("controls", "show", "data-encrypted-at-rest", "--data", "pci")


def _looked(walk: Walk, before: Mapping[str, str]) -> Iterator[list[str]]:
    walk.look()
    made = changes(before, walk.states())
    listed = "\n".join(("$ holdfast scan --record", "$ holdfast threats analyse --record"))
    walk.say(f"```console\n{listed}\n```")
    walk.say("Exactly this changed, of all threats, controls and risks:")
    walk.say("\n".join(("```text", *made, "```")))
    yield made


def _risk(walk: Walk) -> str:
    risks = json.loads(walk.ask("risks", "--all", "--state", "all", "--format", "json"))["risks"]
    return next(str(item["id"]) for item in risks if item["origin"] == f"threat:{THREAT}")


_OPENING: Final = """# A walk through the loop

Threats, mitigations, controls, evidence, risks: this page goes once around, in the example shop, with what the
commands really say. `make docs` walks again and writes it; a test walks too and asks that nothing else changed. Days
and hashes are made the same."""
_EDITED: Final = """A draft is where a conversation starts. The shop's owners read it, drew who uses the queues and
the cache, said what the data is, wrote down what they take for true, two stories of attackers and two sessions, and
accepted one threat until a day: `examples/shop/.holdfast/threatmodel.yaml` is what came out. Then they looked:

```console
$ holdfast scan --record
$ holdfast threats analyse --record
```"""
_AUDIT: Final = """## An auditor asks

*Show me that stored card data is encrypted, since when, and who accepted what.* One command answers, here with bad
news:"""


def environment(folder: Path) -> dict[str, str]:
    """An environment in which the product has the shop's advisories and nothing else of this machine."""
    made = {name: value for name, value in os.environ.items() if not name.startswith(("HOLDFAST_", "XDG_", "GIT_"))}
    made |= {"HOLDFAST_CACHE": str(folder / "cache"), "HOLDFAST_DATA": str(folder / "data"), "HOME": str(folder)}
    made |= {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return made


def main() -> int:
    """Walk in a folder of its own and write the page; always 0."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        around = environment(folder)
        pack(folder / "advisories")
        command = [sys.executable, "-m", "holdfast", "db", "update", "--full", "--from", str(folder / "advisories")]
        subprocess.run(command, env=around, check=True, capture_output=True)  # noqa: S603 - our own program
        text, _ = walked(folder, around)
    (ROOT / PAGE).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
