"""What stands inside of JSON on AWS: refusal of plain HTTP, security settings, secrets, logs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from holdfast.estate.aws_collections import collection_policy
from holdfast.estate.aws_emr import security_settings
from holdfast.estate.aws_engines import tls_parameter
from holdfast.estate.aws_policy import parsed
from holdfast.estate.aws_sessions import session_settings, task_logged
from holdfast.estate.aws_tls import tls_demanded
from holdfast.estate.secretvalue import written
from holdfast.model.place import Place
from holdfast.model.value import Known, Tree, Unknown, Value

HERE = Place(path="x")
NOTHING: Tree = Known(None, HERE)
MYSTERY = Unknown("nobody knows", HERE)
WORD = "tr0ub" + "4dor"


def text(content: Any) -> Tree:
    return Known(json.dumps(content), HERE)


def told(value: Value[Any] | None) -> Any:
    return value.value if isinstance(value, Known) else None


def deny(**condition: Any) -> Tree:
    return text({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": condition}]})


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (deny(Bool={"aws:SecureTransport": "false"}), True),
        (deny(BoolIfExists={"AWS:SecureTransport": False}), True),
        (deny(NumericLessThan={"s3:TlsVersion": "1.2"}), True),
        (deny(Bool={"aws:SecureTransport": "true"}), False),
        (deny(StringEquals={"aws:PrincipalOrgID": "o-1"}), False),
        (text({"Statement": {"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}}), False),
        (text({}), False),
        (MYSTERY, None),
    ],
)
def test_plain_http_is_refused_by_a_denial_alone(document: Tree, wanted: bool | None) -> None:
    assert told(tls_demanded([document], NOTHING)) is wanted


@pytest.mark.parametrize("depth", [10, 700, 100_000])
def test_deep_json_is_known_or_unknown_and_never_a_crash(depth: int) -> None:
    deep = Known('{"a":' * depth + "1" + "}" * depth, HERE)
    assert isinstance(parsed(deep), Known if depth == 10 else Unknown)


def test_one_refusal_among_several_documents_is_enough() -> None:
    refusal = deny(Bool={"aws:SecureTransport": "false"})
    assert told(tls_demanded([MYSTERY, refusal], NOTHING)) is True
    assert told(tls_demanded([], NOTHING)) is False


def test_security_settings_of_a_cluster() -> None:
    found = security_settings(text({"EncryptionConfiguration": {"EnableInTransitEncryption": True}}))
    assert {name: told(value) for name, value in found.items()} == {
        "tls_required": True,
        "encrypted": False,
        "disk_encrypted": False,
    }
    assert {told(value) for value in security_settings(MYSTERY).values()} == {None}
    assert told(security_settings(text({}))["encrypted"]) is False


@pytest.mark.parametrize(
    ("family", "wanted"),
    [
        ("postgres14", ("rds.force_ssl", False)),
        ("postgres15", ("rds.force_ssl", True)),
        ("aurora-postgresql16", ("rds.force_ssl", False)),
        ("aurora-postgresql17", ("rds.force_ssl", True)),
        ("postgres9.6", ("rds.force_ssl", False)),
        ("mysql8.0", ("require_secure_transport", False)),
        ("aurora-mysql8.0", ("require_secure_transport", False)),
        ("sqlserver-se-15.0", ("rds.force_ssl", False)),
        ("oracle-ee-19", None),
        ("", None),
    ],
)
def test_families_of_engines(family: str, wanted: tuple[str, bool] | None) -> None:
    assert tls_parameter(family) == wanted


def test_policies_of_search_collections() -> None:
    network = Known("network", HERE)
    assert told(collection_policy(network, text([{"AllowFromPublic": True}]))["public"]) is True
    assert told(collection_policy(network, text([{"AllowFromPublic": False}]))["public"]) is False
    assert told(collection_policy(Known("encryption", HERE), text({"AWSOwnedKey": True}))["customer_key"]) is False
    assert collection_policy(Known("retention", HERE), text({})) == {}
    assert collection_policy(MYSTERY, text({})) == {}


def test_logs_of_sessions_and_tasks() -> None:
    silent = session_settings(text({"inputs": {"s3BucketName": ""}}))
    assert (told(silent["logged"]), told(silent["customer_key"])) == (False, False)
    assert told(session_settings(text({"inputs": {"s3BucketName": "logs"}}))["logged"]) is True
    assert told(task_logged(text({"Logging": {"EnableLogging": True}}))) is True
    assert told(task_logged(NOTHING)) is False
    assert told(task_logged(MYSTERY)) is None


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (Known(WORD, HERE), ["value"]),
        (text({"user": "orders", "password": WORD}), ["password"]),
        (text({"key1": "value1"}), []),
        (Known("placeholder", HERE), []),
        (Known("{{resolve:secretsmanager:x}}", HERE), []),
        (NOTHING, []),
        (MYSTERY, []),
    ],
)
def test_a_secret_is_told_from_what_stands_in_for_it(document: Tree, wanted: list[str]) -> None:
    assert [told(each) for each in told(written(document, "value", NOTHING))] == wanted
