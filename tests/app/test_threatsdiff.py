"""A change as the threat model sees it: what is new, what it opens, what the model does not know or claims in vain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast.app.threatsdiff import difference, shown
from holdfast.app.threatsinit import begin
from holdfast.formats.report.look import Look
from holdfast.formats.threatmodel import PATH
from holdfast.model.drift import Difference
from holdfast.model.errors import NothingError, UsageError
from tests.worlds.machine import Machine, write
from tests.worlds.seeded import COMPOSE

HERE: dict[str, str] = {}
DAY = "2026-06-01"
CLOUD = 'resource "aws_db_instance" "orders" {\n  engine = "mysql"\n  storage_encrypted = true\n}\n'


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository whose model was drafted and committed."""
    made = machine.repo()
    write(made, {"docker-compose.yml": COMPOSE, "web/Dockerfile": "FROM a\n", "api/Dockerfile": "FROM a\n"})
    write(made, {"main.tf": CLOUD})
    begin(made, environment=HERE)
    machine.commit(made, "begin")
    return made


def compared(root: Path, base: str = "") -> Difference:
    return difference(root, base=base, environment=HERE, today=DAY)


def test_nothing_changed(root: Path) -> None:
    found = compared(root)
    assert not found.any and not found.refused
    assert found.compared == "the model and the code"
    for name in ("text", "md"):
        assert "Nothing changed" in shown(found, name, Look())


def test_a_service_that_the_model_does_not_know(root: Path) -> None:
    text = COMPOSE.replace("depends_on: [db]", "depends_on: [db, cache]") + "  cache:\n    image: redis:7\n"
    write(root, {"docker-compose.yml": text})
    found = compared(root)
    assert [each.id for each in found.unknown.elements] == ["cache"]
    assert found.brought == {"cache", "api-cache"}
    assert [each.id for each in found.drift.gained] == ["cache"]
    assert any(each.on == "cache" for each in found.opened)
    begin(root, environment=HERE)
    after = compared(root)
    assert not after.unknown.elements, "the model knows it now"
    assert [each.id for each in after.drift.gained] == ["cache"], "it is new all the same"


def test_what_was_missing_before_is_not_called_new(machine: Machine, root: Path) -> None:
    write(root, {"docker-compose.yml": COMPOSE + "  cache:\n    image: redis:7\n"})
    machine.commit(root, "without the model")
    found = compared(root)
    assert [each.id for each in found.unknown.elements] == ["cache"]
    assert not found.brought and not found.drift.gained and not found.opened


def test_a_protection_that_the_code_takes_away(root: Path) -> None:
    write(root, {"main.tf": CLOUD.replace("true", "false")})
    found = compared(root)
    (shift,) = found.contradicted
    assert (shift.fact, shift.before, shift.now) == ("encrypted-at-rest", "platform-key", "no")
    assert [each.lost for each in found.drift.shifts if each.fact == "encrypted-at-rest"] == [True]
    assert shift.source == ("main.tf:1",)


def test_what_the_code_does_not_show_any_more(root: Path) -> None:
    (root / "main.tf").unlink()
    found = compared(root)
    assert [each.on for each in found.gone] == ["orders-database"]


def test_a_new_door_to_the_internet_is_a_crossing_and_refuses(root: Path) -> None:
    write(root, {"docker-compose.yml": COMPOSE.replace("    privileged: true\n", "    ports: ['8000:8000']\n")})
    model = (root / PATH).read_text(encoding="utf-8")
    admin = "  admin:\n    in: host\n    technologies: [admin, web]\n    exposure: internet\n    administers: yes\n"
    admin += "    authentication: none\n    authorisation: none\n"
    text = model.replace("  web:\n", f"{admin}  web:\n", 1)
    text = text.replace("flows:\n", "flows:\n  admins:\n    from: caller\n    to: admin\n    protocol: http\n", 1)
    (root / PATH).write_text(text, encoding="utf-8")
    found = compared(root)
    assert "admins" in {each.flow.id for each in found.drift.crossings}
    assert {each.on for each in found.opened} >= {"admin"}
    assert found.refused and {each.id for each in found.refused} <= {each.id for each in found.opened}
    rule = found.refused[0].id
    treated = text + f'\ntreatments:\n  - threat: "{rule}"\n    owner: Ada\n    reason: until the new one\n'
    (root / PATH).write_text(treated + "    way: accept\n    until: 2026-12-31\n", encoding="utf-8")
    assert rule not in {each.id for each in compared(root).refused}
    (root / PATH).write_text(treated + "    way: accept\n    until: 2026-01-31\n", encoding="utf-8")
    assert rule in {each.id for each in compared(root).refused}, "it has ended"


def test_without_a_model_at_the_base_the_code_is_compared(machine: Machine) -> None:
    root = machine.repo()
    write(root, {"docker-compose.yml": COMPOSE})
    machine.commit(root, "no model")
    begin(root, environment=HERE)
    found = compared(root)
    assert "no model" in found.compared
    assert not found.drift.gained and not found.opened


def test_outside_of_a_repository_only_the_code_is_held_against_the_model(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    write(root, {"docker-compose.yml": COMPOSE})
    begin(root, environment=HERE)
    write(root, {"docker-compose.yml": COMPOSE + "  cache:\n    image: redis:7\n"})
    found = compared(root)
    assert found.base == "" and not found.opened
    assert [each.id for each in found.unknown.elements] == ["cache"]


def test_wrong_requests_are_told(machine: Machine, root: Path) -> None:
    with pytest.raises(UsageError, match="no revision"):
        compared(root, "nowhere")
    with pytest.raises(UsageError, match="no revision"):
        compared(root, "--upload-pack=x")
    (root / PATH).unlink()
    with pytest.raises(NothingError, match="there is no"):
        compared(root)


def test_formats_say_the_same_and_escape_what_others_wrote(root: Path) -> None:
    write(root, {"docker-compose.yml": COMPOSE + "  cache:\n    image: redis:7\n    container_name: 'x'\n"})
    model = (root / PATH).read_text(encoding="utf-8")
    (root / PATH).write_text(model.replace("name: DB", 'name: "<b>|*DB*</b>"'), encoding="utf-8")
    write(root, {"main.tf": CLOUD.replace("true", "false")})
    found = compared(root)
    told = json.loads(shown(found, "json", Look()))
    assert told["unknown"]["elements"][0]["id"] == "cache"
    assert told["unknown"]["elements"][0]["brought"] is True
    assert {each["fact"] for each in told["contradicted"]} == {"encrypted-at-rest"}
    assert [each["id"] for each in told["threats"]["opened"]] == [each.id for each in found.opened]
    page = shown(found, "md", Look())
    assert page.startswith("### ") and "<details>" in page
    assert "<b>" not in page
    for width in (40, 100):
        text = shown(found, "text", Look(width=width))
        assert "Cache" in text and max(map(len, text.splitlines())) <= max(width, 120)
