"""Start scripts are searched for credentials; disks are told apart."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.machine import disks, plain, script_secrets
from holdfast.model.place import Place
from holdfast.model.value import Known, Tree, Unknown, need

HERE = Place(path="main.tf")


def names(script: str) -> list[str]:
    tree = Known({"user_data": Known(script, HERE)}, HERE)
    return [need(each) for each in need(script_secrets("user_data")(tree))]


def test_names_of_credentials_are_told_and_never_what_they_hold() -> None:
    word = "q7Zr9" + "wLx2Kd8"
    assert names(f"#!/bin/sh\nexport DB_PASSWORD={word}\n") == ["DB_PASSWORD"]
    assert names(f"define('DB_PASSWORD', '{word}');") == ["DB_PASSWORD"]
    assert names(f'api_token: "{word}"') == ["api_token"]
    assert names(base64.b64encode(f"#!/bin/sh\nexport API_TOKEN={word}\n".encode()).decode()) == ["API_TOKEN"]
    assert names("run " + "AKIA" + "Q" * 16) == ["a key of an account"]


def test_what_comes_from_elsewhere_is_no_credential() -> None:
    for script in (
        "export DB_PASSWORD=$(aws secretsmanager get-secret-value)",
        "export DB_PASSWORD=${OTHER}",
        "DB_PASSWORD_FILE=/run/secrets/db",
        "echo hello",
        "",
    ):
        assert names(script) == []


def test_an_unknown_script_is_unknown() -> None:
    unknown = Unknown("known only after apply", HERE)
    assert script_secrets("user_data")(Known({"user_data": unknown}, HERE)) == unknown


@given(st.text(max_size=300))
def test_any_script_can_be_read(script: str) -> None:
    assert isinstance(plain(script), str)
    assert isinstance(names(script), list)


def test_a_disk_with_a_key_is_encrypted_and_one_from_a_snapshot_is_left_out() -> None:
    def disk(**facts: object) -> Tree:
        return Known({name: Known(value, HERE) for name, value in facts.items()}, HERE)

    tree = Known(
        {
            "ebs": Known(
                [
                    disk(device_name="a", kms_key_id="k"),
                    disk(device_name="b", encrypted="true"),
                    disk(device_name="c"),
                    disk(device_name="d", snapshot_id="s"),
                ],
                HERE,
            )
        },
        HERE,
    )
    found = [(need(each.name), need(each.encrypted)) for each in need(disks("ebs")(tree))]
    assert found == [("a", True), ("b", True), ("c", False)]
