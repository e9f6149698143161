"""What looks like a secret and is none, and what a person should not have to look at."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from holdfast.engines.secrets.look import Seen
from holdfast.engines.secrets.words import entropy, patterned, reads_as_words, refers, stands_in, wordlike
from tests.worlds.planted import PASSWORD, drawn, github, pem

Look = Callable[..., Seen]


def shown(seen: Seen) -> list[str]:
    return [hit.value.decode() for hit in seen.hits if not hit.doubt.pedantic]


STAND_INS = (
    "changeme123!",
    "your-password-here",
    "<password>",
    "xxxxxxxxxxxxxxxx",
    "****************",
    "EXAMPLEKEY1234567890abcd",
    "my-secret-token-123",
    "REDACTED",
    "insert_token_here_1234",
    "0123456789abcdef",
    "abcdefghijklmnop1234",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "fake-token-0a9f8b7c6d",
    "...",
)
REFERENCES = (
    "${DB_PASSWORD}",
    "$(cat /run/secrets/db)",
    "{{ vault_db_password }}",
    "<%= ENV['TOKEN'] %>",
    "%(db_password)s",
    "#{ENV.fetch('DB_PASSWORD')}",
    "os.environ['DB_PASSWORD']",
    "process.env.DB_PASSWORD",
    "var.db_password_2024",
    "op://vault/item/password1",
    "!vault |",
    "ENC[AES256_GCM,data:abc]",
    "arn:aws:secretsmanager:eu-west-1:1:secret:db1",
    "$DB_PASSWORD1",
    "secrets.DB_PASSWORD_2",
)
WORDS = (
    "current_password_field",
    "Please enter your password",
    "PasswordResetTokenGenerator",
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "users/reset-password/confirm",
    "forgot-your-password-link",
)


@pytest.mark.parametrize("value", [*STAND_INS, *REFERENCES, *WORDS])
@pytest.mark.parametrize("form", ['db_password = "{}"\n', "auth_token: '{}'\n"])
def test_no_person_is_bothered(look: Look, value: str, form: str) -> None:
    assert shown(look(form.format(value), "src/app.py")) == []


IDENTIFIERS = {
    "UUID": 'client_key = "{uuid}"',
    "commit": 'revision_token_sha = "{hex:40}"',
    "integrity": '"integrity": "sha512-{base64:86}=="',
    "public key": 'public_key = "{base64:64}"',
    "checksum": 'sha256_key = "{hex:64}"',
    "site key": 'recaptcha_site_key = "{base62:40}"',
    "etag": 'etag_key: "{hex:32}"',
    "certificate": "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
    "ssh public key": "ssh-rsa AAAAB3NzaC1yc2E{base64:300} kim@host",
    "go.sum": "example.org/m v1.0.0 h1:{base64:43}=",
    "docker digest": "image: shop@sha256:{hex:64}",
    "no name": 'x = "{base62:40}"',
}


@pytest.mark.parametrize("template", IDENTIFIERS.values(), ids=IDENTIFIERS)
def test_identifiers_are_no_secrets(look: Look, template: str) -> None:
    for seed in range(5):
        text = drawn(template.replace("{uuid}", "{uuid}"), seed) + "\n"
        assert shown(look(text, "src/app.py")) == []


@pytest.mark.parametrize(
    ("host", "password"),
    [
        ("localhost", drawn(PASSWORD)),
        ("127.0.0.1", drawn(PASSWORD)),
        ("db.example", "winter2024"),
        ("example.com", "winter2024"),
    ],
)
def test_local_and_example_hosts_are_for_pedants(look: Look, host: str, password: str) -> None:
    seen = look(f"postgres://shop:{password}@{host}:5432/shop\n", "prod.env")
    assert shown(seen) == []
    assert any(hit.doubt.note for hit in seen.hits)


@pytest.mark.parametrize("path", ["tests/test_app.py", "docs/guide.md", "examples/app.py"])
def test_unmarked_values_in_tests_and_documents_are_for_pedants(look: Look, path: str) -> None:
    text = f'db_password = "{drawn(PASSWORD)}"\n'
    assert shown(look(text, path)) == []
    assert len(look(text, path).hits) == 1
    assert shown(look(f"token: {github()}\n", path)) == [github()]


def test_a_marked_value_that_says_that_it_is_none(look: Look) -> None:
    assert shown(look(f"key = sk_live_{'x' * 24}\n", "a.env")) == []
    assert shown(look("id = AKIA" + "EXAMPLE".ljust(16, "2") + "\n", "a.env")) == []


def test_a_wrong_checksum_is_for_pedants_at_most(look: Look) -> None:
    token = github()
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert shown(look(f'value = "{wrong}"\n')) == []


def test_random_text_of_a_hundred_kilobytes_is_silent(look: Look) -> None:
    text = "\n".join(drawn("{base62:76}", seed) for seed in range(1300))
    assert shown(look(text, "noise.txt")) == []


def test_entropy() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
    assert entropy("aabb") == 1


def test_words_read_as_words_and_random_does_not() -> None:
    for value in ("password_reset_form", "theQuickBrownFox", "configuration-manager", "user.profile.settings"):
        assert reads_as_words(value), value
    for seed in range(50):
        assert not reads_as_words(drawn("{base62:32}", seed))
    assert wordlike("information") > wordlike("qzxvkjwq")
    assert wordlike("") == wordlike("1234") == 0


def test_drawings_stand_ins_and_references() -> None:
    assert all(
        patterned(value) for value in ("0123456789ab", "xyxyxyxyxyxyxyxyxy", "abcabcabcabcabc123abcabcabcabcabc123")
    )
    assert all(stands_in(value) for value in STAND_INS)
    assert all(refers(value) for value in REFERENCES)
    for seed in range(50):
        value = drawn("{base62:40}", seed)
        assert not patterned(value)
        assert not refers(value)


COUNTING = ("a1b2c3d4e5f6g7h8i9j0", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", "1a2b3c4d5e6f7a8b9c0d", "abc123def456")
REPEATING = ("K9xK2LkJhDfG8pQ9xK2LkJhDfG8pQ", "ABC123abc123ABC123abc123")


@pytest.mark.parametrize("value", [*COUNTING, *REPEATING])
def test_what_counts_or_repeats_is_a_drawing(value: str) -> None:
    assert patterned(value)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_drawn_neither_counts_nor_repeats(seed: int) -> None:
    for template in ("{hex:32}", "{base62:40}", "{base64:88}", "{base32:32}", "{hex:400}"):
        assert not patterned(drawn(template, seed))


NAMES_NOT_VALUES = (
    '"cwe": ["CWE-798: Hard-coded Credentials"], "cwe2022-top25": true, "x": 1',
    "ignored = ['v3AuthPass', 'v3PrivPass', 'hostname', 'v3User']",
    '["Url", "HasPassword", "Password", "RsaPrivateKeyBase64", "Provider"]',
    "PASSWD_NOTREQD = 0x00000020",
    '"hashed_secret": "{hex:40}",',
    'url = "http://{{user}}:%7BENCODED_PASSWORD%7D@shop.acme.dev/"',
    'url = "http://user:pass%20pass@shop.acme.dev/"',
    "snykTokenId: '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}',",
    'SECRET_TOKEN = "{header}"',
)


@pytest.mark.parametrize("template", NAMES_NOT_VALUES)
def test_names_numbers_and_public_parts_are_no_secrets(look: Look, template: str) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode()
    line = drawn(template.replace("{header}", header))
    for path in ("src/app.py", "config/settings.yml", "inventory.ps1"):
        assert shown(look(line, path)) == [], path


STILL_SECRETS = (
    'connect("db", "shop", {{"password": "' + PASSWORD + '"}})',
    'run(["mysql", "--password", "' + PASSWORD + '"])',
    'if password == "' + PASSWORD + '":',
    'set("password", "' + PASSWORD + '")',
    'url = "http://user:p%40ss' + PASSWORD + '@shop.acme.dev/"',
)


@pytest.mark.parametrize("template", STILL_SECRETS)
def test_values_beside_brackets_and_colons_stay_secrets(look: Look, template: str) -> None:
    assert shown(look(drawn(template), "src/app.py"))


def test_a_key_whose_body_is_no_key_is_for_pedantic_readers(look: Look) -> None:
    real, odd = pem(), pem().replace("\nMII", "\nDBV", 1)
    assert shown(look(real, "docs/tls.yml"))
    assert not shown(look(odd, "docs/tls.yml"))
    assert look(odd, "docs/tls.yml").hits
    assert shown(look(f'key = "{real}"'.replace("\n", "\\n"), "src/app.py"))
