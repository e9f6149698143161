"""A version that is looked at by what changed is called clean only when the whole holds nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from holdfast.app.history import scan_history
from holdfast.app.reach import Asked
from holdfast.app.scan import Request
from holdfast.app.versions import Versions
from holdfast.engines.secrets.look import Looker, Seen
from holdfast.estate.repo.blob import Blob
from tests.worlds.machine import Machine, write
from tests.worlds.planted import PASSWORD, b64, drawn, github, kinds, pem, templates
from tests.worlds.shop import leak
from tests.worlds.weave import changed, example

ROUNDS = 8
STEPS = 60
Lines = list[str]


def filler(rng: random.Random, count: int) -> Lines:
    """Lines of harmless code, some of which the engine has to look at closely."""
    kinds = (
        "x{0} = {0}",
        "password = None  # {0}",
        'name: "k{0}"\n  value: later',
        'say("part {0} " +',
        "",
        "# {0}" * 9,
    )
    return [rng.choice(kinds).format(rng.randrange(10**6)) for _ in range(count)]


def edited(lines: Lines, rng: random.Random) -> Lines:
    """One more version: lines come, go and change; now and then a credential comes in, or a piece of one."""
    at = rng.randrange(len(lines))
    turn = rng.random()
    if turn < 0.3:
        return [*lines[:at], *filler(rng, rng.randint(1, 12)), *lines[at:]]
    if turn < 0.5:
        return [*lines[:at], *lines[at + rng.randint(1, 6) :]]
    new = example(rng.randrange(len(templates())), rng.randrange(99))[1]
    if turn < 0.8:
        new = changed(new.encode(), [rng.randrange(14), rng.randrange(14)], rng.randrange(99)).decode("latin-1")
    return [*lines[:at], *new.split("\n"), *lines[at + 1 :]]


@pytest.mark.parametrize("path", ["src/app.py", "deploy/values.yaml", "prod.env", "infra/main.tf"])
def test_clean_by_what_changed_is_clean_as_a_whole(looker: Looker, path: str) -> None:
    parts = whole = 0
    for seed in range(ROUNDS):
        rng = random.Random(f"{path}{seed}")  # noqa: S311 - drawn again in each run, alike
        looked: list[int] = []
        versions = Versions(counted(looker, looked))
        clean = lines = filler(rng, 400)
        for _ in range(STEPS):
            lines = edited(lines, rng)
            blob = Blob(path, "\n".join(lines).encode("utf-8", "replace"))
            looked.clear()
            seen = versions.look(blob)
            parts, whole = parts + sum(looked), whole + len(blob.data)
            if looker.look(blob).hits:
                assert seen.hits, blob.data[:0]
                lines = clean
            else:
                clean = lines
    assert parts < whole


def counted(looker: Looker, looked: list[int]) -> Callable[[Blob], Seen]:
    def look(blob: Blob) -> Seen:
        looked.append(len(blob.data))
        return looker.look(blob)

    return look


PIECES = [github()[at : at + 14] for at in (0, 14, 28)]
REACHING = {
    "a key over lines": ("src/key.pem", pem()),
    "a secret of a cluster": (
        "deploy/secret.yaml",
        "kind: Secret\n" + "# more\n" * 60 + "data:\n  token: " + b64(drawn("{base62:24}")),
    ),
    "literals put together": ("src/app.py", 'T = "' + '" +\n  "'.join(PIECES) + '"'),
    "a name before its value": ("deploy/app.yaml", f'name: DB_PASSWORD\n  value: "{drawn(PASSWORD)}"'),
    "a variable with a default": (
        "infra/main.tf",
        'variable "db_password" {\n' + "  # why\n" * 30 + f'  default = "{drawn(PASSWORD)}"\n}}',
    ),
}


@pytest.mark.parametrize("name", REACHING)
def test_what_comes_together_over_many_lines_is_found(looker: Looker, name: str) -> None:
    """Each line of it in turn is the one that a version lacks and the next one brings."""
    path, text = REACHING[name]
    rng = random.Random(1)  # noqa: S311 - drawn again in each run, alike
    rows = [*filler(rng, 300), *text.split("\n"), *filler(rng, 300)]
    after = Blob(path, "\n".join(rows).encode())
    assert looker.look(after).hits
    came = 0
    for missing in range(300, 300 + text.count("\n") + 1):
        before = Blob(path, "\n".join([*rows[:missing], *rows[missing + 1 :]]).encode())
        came += not looker.look(before).hits
        versions = Versions(looker.look)
        for _ in range(2):
            assert versions.look(before).hits or not looker.look(before).hits
            assert versions.look(after).hits
    assert came


def test_types_that_stand_apart_are_looked_for_in_the_whole(looker: Looker) -> None:
    endings = tuple(ending for kind in kinds().values() for ending in kind.files)
    looked: list[int] = []
    versions = Versions(counted(looker, looked), endings)
    for number in range(3):
        versions.look(Blob(f"home/x{endings[0]}", b"# a line\n" * 1000 + b"%d\n" % number))
    assert min(looked) > 9000


def test_many_versions_of_a_long_file_say_what_they_say_alone(machine: Machine) -> None:
    root = machine.repo()
    rows = [f"value{number} = {number}" for number in range(600)]
    for number in range(24):
        rows[number * 20] = leak(number % 3).rstrip() if number % 5 == 4 else f"value = {number}"
        rows[number * 20 - 20] = "gone = 0"
        write(root, {"long.py": "\n".join(rows), "other.py": f"x = {number}\n" + "y = 1\n" * 2000})
        machine.commit(root, f"version {number}")
    told = []
    for jobs in (1, 3):
        request = Request(path=root, flags={"cache": False, "jobs": jobs}, environment={})
        made = scan_history(request, Asked()).report
        told.append([(item.fingerprint, item.fail, item.exposure) for item in made.findings])
    assert told[0] == told[1]
    assert len(told[0]) >= 2
