"""Text made to be slow or to break something: an answer comes in bounded time, and nothing is raised."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.engines.secrets.look import Looker, Seen
from holdfast.estate.repo.blob import Blob
from tests.worlds.machine import Machine
from tests.worlds.planted import b64, github

Look = Callable[..., Seen]
SCRIPT = """
import base64, sys
from holdfast.app.rulebook import rulebook
from holdfast.engines.secrets.observe import failures
from holdfast.estate.repo.blob import Blob
from holdfast.model.policy import Policy
MEGA = 1 << 20
LARGE = range(9**20, 9**20 + 9000)
def nested(text, depth):
    for _ in range(depth):
        text = 'token = "' + base64.b64encode(text.encode()).decode() + '"\\n'
    return text
TEXTS = {
    "one line": lambda: "x" * (16 * MEGA),
    "one line of words": lambda: "token secret password key " * (MEGA // 2),
    "near misses": lambda: ('password = "' + "a" * 127 + "\\n") * 20_000,
    "quotes": lambda: '"' * (2 * MEGA),
    "names without values": lambda: "password=" * 20_000,
    "tiny candidates": lambda: "".join(f"pwd='a{n}'\\n" for n in range(100_000)),
    "many findings on one line": lambda: "".join(f"k='sk_live_{n:024}';" for n in range(123456, 140000)),
    "many halves": lambda: "".join(f"AKIA{base64.b32encode(n.to_bytes(10)).decode()}\\n" for n in LARGE),
    "marked prefixes": lambda: "ghp_" * 300_000,
    "begin marks": lambda: "-----BEGIN RSA PRIVATE KEY-----\\n" * 20_000,
    "machine marks": lambda: "machine a login b password " * 40_000,
    "addresses": lambda: "a://" * 300_000 + ":" * 1000,
    "deep nesting": lambda: nested("ghp_" + "a" * 36, 14),
    "many nestings": lambda: nested("password = 'a1b2'\\n" * 50, 3) * 200,
    "escapes": lambda: "\\\\x41" * 500_000,
    "entities": lambda: "&#65;" * 500_000,
    "literals": lambda: '"abcd" + ' * 200_000,
    "base64 runs": lambda: ("A" * 64 + "\\n") * 50_000,
    "one base64 run": lambda: '"' + "QUJD" * (2 * MEGA) + '"',
    "manifests": lambda: "kind: Secret\\n" * 3_000 + "  a: QUJDRA==\\n" * 3_000,
    "spaces": lambda: "password" + " " * MEGA + "= x",
    "brackets": lambda: "password" + "[" * MEGA,
}
if __name__ == "__main__":
    looker = rulebook(Policy()).looker
    text = TEXTS[sys.argv[1]]().encode()
    blob = Blob("a.env", text)
    list(failures(blob, looker.look(blob).hits, lambda value: ""))
    print("done")
"""
NAMES = [line.split('"')[1] for line in SCRIPT.splitlines() if line.startswith('    "')]


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_comes(machine: Machine, name: str) -> None:
    answer = machine.run(machine.folder, sys.executable, "-c", SCRIPT, name)
    assert answer.out == "done\n", answer.err[-500:]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=600))
def test_random_bytes_raise_nothing(looker: Looker, data: bytes) -> None:
    for path in ("a.py", "a.env", "package-lock.json"):
        assert looker.look(Blob(path, data)).hits is not None


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(st.sampled_from(["password", "=", '"', "'", "\n", " ", "token", ":", "\\", "ghp_", "A1b2", "-----BEGIN",
                                 " PRIVATE KEY-----", "%41", "\\x41", "QUJD" * 8, "kind: Secret\n", "é", "\0", "+"]),
                max_size=60))  # fmt: skip
def test_random_pieces_of_syntax_raise_nothing(looker: Looker, pieces: list[str]) -> None:
    assert looker.look(Blob("a.yaml", "".join(pieces).encode())).hits is not None


def test_a_value_behind_much_noise_is_still_found(look: Look) -> None:
    token = github()
    noise = 'password = "changeme"\n' * 5000 + '"abcd" + ' * 5000 + "\n"
    assert token in [hit.value.decode() for hit in look(f"{noise}\nauth: {token}\nblob: {b64('x' * 300)}\n").hits]
