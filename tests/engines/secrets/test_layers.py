"""Values that stand in the text in another form: encoded, escaped, cut into literals, in manifests, twice over."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.engines.secrets.look import Seen
from tests.worlds.planted import PASSWORD, b64, drawn, github, pem

Look = Callable[..., Seen]
TOKEN = github()
LINE = f'{{"user": "robot", "token": "{TOKEN}"}}'


def found(seen: Seen) -> list[tuple[str, tuple[str, ...]]]:
    return [(hit.value.decode(), hit.route) for hit in seen.hits if not hit.doubt.pedantic]


def hexed(text: str) -> str:
    return text.encode().hex()


def each(text: str, form: str) -> str:
    return "".join(form.format(ord(char)) for char in text)


def cut(text: str, joint: str, size: int = 9) -> str:
    """The text as literals of a few characters with something between them."""
    return joint.join(text[at : at + size] for at in range(0, len(text), size))


FORMS = {
    "base64": (f'auth = "{b64(LINE)}"', "base64"),
    "base64 of the bare value": (f"auth: {b64(TOKEN)}\n", "base64"),
    "base64 without padding": (f"auth='{b64(LINE + ' ').rstrip('=')}'", "base64"),
    "hex": (f'blob = "{hexed(TOKEN)}"', "hex"),
    "upper-case hex": (f'blob = "{hexed(TOKEN).upper()}"', "hex"),
    "backslash x": (f'"{each(TOKEN, chr(92) + "x{:02x}")}"', "escapes"),
    "backslash u": (f'"{each(TOKEN, chr(92) + "u{:04x}")}"', "escapes"),
    "percent": (f"https://example.com/?q={each(TOKEN, '%{:02X}')}", "escapes"),
    "entities": (f"<p>{each(TOKEN, '&#{};')}</p>", "escapes"),
    "hexadecimal entities": (f"<p>{each(TOKEN, '&#x{:02x};')}</p>", "escapes"),
    "literals with a plus": (f'"{cut(TOKEN, chr(34) + " + " + chr(34))}"', "joined literals"),
    "literals over lines": (f'("{cut(TOKEN, chr(34) + chr(10) + "    " + chr(34), 14)}")', "joined literals"),
    "plus at the line's end": (f"'{cut(TOKEN, chr(39) + ' +' + chr(10) + '  ' + chr(39), 14)}'", "joined literals"),
    "dots": (f"'{cut(TOKEN, chr(39) + ' . ' + chr(39))}'", "joined literals"),
    "after a backslash": (f'"{cut(TOKEN, chr(34) + " " + chr(92) + chr(10) + "  " + chr(34), 14)}"', "joined literals"),
}


@pytest.mark.parametrize(("text", "route"), FORMS.values(), ids=FORMS)
def test_one_form(look: Look, text: str, route: str) -> None:
    seen = look(text, "src/app.py")
    assert (TOKEN, (route,)) in found(seen)
    hit = seen.hits[0]
    assert 0 <= hit.start < hit.end <= len(text) + 1
    assert seen.derived >= 1


TWICE = {
    "base64 of base64": f'x = "{b64("token=" + b64(LINE) + " ")}"',
    "base64 of hex": f'x = "{b64("token=" + hexed(TOKEN) + " ")}"',
    "hex of base64": f'x = "{hexed("token=" + b64(LINE) + " ")}"',
    "escapes of base64": '"' + each(f"token={b64(LINE)} ", chr(92) + "x{:02x}") + '"',
}


@pytest.mark.parametrize("text", TWICE.values(), ids=TWICE)
def test_two_forms_one_in_the_other(look: Look, text: str) -> None:
    ((value, route),) = found(look(text))
    assert value == TOKEN
    assert len(route) == 2


def test_three_forms_are_one_too_many(look: Look) -> None:
    text = f'x = "{b64("token=" + b64("token=" + b64(LINE) + " ") + " ")}"'
    assert found(look(text)) == []


MANIFEST = """\
apiVersion: v1
kind: Secret
metadata:
  name: shop
data:
  password: {}
  user: cm9vdA==
---
kind: ConfigMap
data:
  greeting: {}
"""


def test_the_values_of_a_kubernetes_secret_are_decoded(look: Look) -> None:
    value = drawn(PASSWORD)
    text = MANIFEST.format(b64(value), b64("an entirely harmless text of words"))
    ((found_value, route),) = found(look(text, "deploy/secret.yaml"))
    assert found_value == value
    assert route[0] == "kubernetes secret"
    hit = next(hit for hit in look(text, "deploy/secret.yaml").hits if hit.value == value.encode())
    assert text[hit.start : hit.end] == b64(value)


def test_a_secret_in_json_and_one_written_plainly(look: Look) -> None:
    value = drawn(PASSWORD, 2)
    manifest = {"kind": "Secret", "data": {"password": b64(value)}}
    assert value in [item for item, _ in found(look(json.dumps(manifest, indent=2), "secret.json"))]
    plain = f"kind: Secret\nstringData:\n  password: {value}\n"
    assert value in [item for item, _ in found(look(plain, "secret.yaml"))]


def test_notebooks(look: Look) -> None:
    cell = {"cell_type": "code", "source": [f'token = "{TOKEN}"\n', f"password = '{drawn(PASSWORD)}'\n"], "outputs": []}
    text = json.dumps({"cells": [cell], "nbformat": 4}, indent=1)
    assert TOKEN in [value for value, _ in found(look(text, "explore.ipynb"))]


def test_a_whole_key_in_base64(look: Look) -> None:
    key = pem()
    text = f"ssh_key: {b64(key)}\n"
    hits = [hit for hit in look(text, "ci.yaml").hits if hit.kind.check.name == "rsa-private-key"]
    assert len(hits) == 1
    assert hits[0].value.decode() == key


def test_two_values_in_one_encoded_text_are_two(look: Look) -> None:
    other = github(2)
    text = f'x = "{b64(f"first={TOKEN} second={other} ")}"'
    assert {value for value, _ in found(look(text))} == {TOKEN, other}


@pytest.mark.parametrize(
    "text",
    [
        f'picture = "{base64.b64encode(bytes(range(256))).decode()}"',
        f'digest = "{drawn("{hex:64}")}"',
        f'text = "{b64("Nothing but words stands in here, and nobody minds.")}"',
        "https://example.com/?q=%D0%9A%D0%BB%D1%8E%D1%87",
        '"one " + "and " + "two and three and four"',
    ],
)
def test_forms_without_a_secret_are_silent(look: Look, text: str) -> None:
    assert found(look(text)) == []


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(text=st.text(alphabet=[*map(chr, range(32, 127)), "\t", "\r", "\n"], min_size=24, max_size=60))
def test_any_text_in_base64_or_hexadecimal_is_decoded(look: Look, text: str) -> None:
    for run in (b64(text), hexed(text)):
        assert look(f'x = "{run}"\n').derived == 1


def test_neighbouring_pairs_of_a_name_and_a_value_are_all_read(look: Look) -> None:
    values = [drawn("{base62:20}", number) for number in (1, 2, 3)]
    pairs = "".join(
        f"<name>size</name><value>123456</value>\n<name>db.password</name><value>{value}</value>\n" for value in values
    )
    assert [hit.value.decode() for hit in look(pairs, "conf/site.xml").hits] == values
