"""What is found where: every way of writing a value down, long lines, overlaps, pairs, roles of files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdfast.engines.secrets.look import Looker, Seen
from tests.worlds.planted import AWS_ID, AWS_SECRET, PASSWORD, STRIPE, drawn, github, pem

Look = Callable[..., Seen]
TOKEN = github()
RANDOM = drawn("{base62:32}", 3)
WORD = drawn(PASSWORD)


def names(seen: Seen) -> list[str]:
    """Names of what a person should act on."""
    return [hit.kind.check.name for hit in seen.hits if not hit.doubt.pedantic]


def values(seen: Seen) -> list[str]:
    return [hit.value.decode() for hit in seen.hits if not hit.doubt.pedantic]


MARKED = {
    "code": f'token = "{TOKEN}"',
    "shell": f"export GH={TOKEN}",
    "address": f"https://{TOKEN}@github.com/o/r.git",
    "JSON": f'{{"a":{{"token":"{TOKEN}"}}}}',
    "XML": f"<token>{TOKEN}</token>",
    "header": f"Authorization: token {TOKEN}",
    "start of file": TOKEN,
    "sentence": f"use {TOKEN}, please.",
    "escaped line end before": f"first\\n{TOKEN}\\nlast",
    "windows": f"a\r\n{TOKEN}\r\nb",
    "after NUL": f"\0{TOKEN}\0",
    "after other alphabets": f"ключ={TOKEN}",
}


@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED)
def test_a_marked_value_is_found_wherever_it_stands(look: Look, text: str) -> None:
    seen = look(text, "x.txt")
    assert TOKEN in values(seen)
    hit = next(hit for hit in seen.hits if hit.value == TOKEN.encode())
    assert hit.kind.check.name == "github-personal-token"
    assert text.encode()[hit.start : hit.end] == TOKEN.encode()


@pytest.mark.parametrize("text", [f"x{TOKEN}", f"{TOKEN}x", f"_{TOKEN}", TOKEN[:-1], TOKEN.upper()])
def test_a_longer_or_shorter_run_is_something_else(look: Look, text: str) -> None:
    assert "github-personal-token" not in names(look(f'value = "{text}"', "x.txt"))


@pytest.mark.parametrize("data", [b"%s\xff\xfe", b"\xe9\xff%s", b"\xc3%s\xc3"])
def test_bytes_that_are_no_text_hide_nothing(look: Look, data: bytes) -> None:
    assert values(look(data % TOKEN.encode())) == [TOKEN]


ASSIGNMENTS = {
    "python": ("a.py", 'API_SECRET = "{}"'),
    "dictionary": ("a.py", "settings['api_secret'] = '{}'"),
    "keyword argument": ("a.py", 'Client(api_key="{}")'),
    "typescript": ("a.ts", "const apiSecret: string = '{}';"),
    "go": ("a.go", 'apiSecret := "{}"'),
    "java": ("A.java", 'private static final String API_SECRET = "{}";'),
    "ruby": ("a.rb", ":api_secret => '{}'"),
    "php": ("a.php", "define('API_SECRET', '{}');"),
    "rust": ("a.rs", 'let api_secret: &str = "{}";'),
    "JSON": ("a.json", '{{"apiSecret": "{}"}}'),
    "YAML": ("a.yaml", "api_secret: {}"),
    "quoted YAML": ("a.yaml", 'api_secret: "{}"'),
    "TOML": ("a.toml", 'api_secret = "{}"'),
    "INI": ("a.ini", "api_secret = {}"),
    "properties": ("a.properties", "api.secret={}"),
    "environment": ("prod.env", "API_SECRET={}"),
    "shell": ("a.sh", "export API_SECRET={}"),
    "Dockerfile": ("Dockerfile", "ENV API_SECRET={}"),
    "Makefile": ("Makefile", "API_SECRET := {}"),
    "HCL": ("a.tf", 'api_secret = "{}"'),
    "XML": ("a.xml", "<api_secret>{}</api_secret>"),
    "name and value": ("a.yaml", "- name: API_SECRET\n  value: {}\n"),
    "name and value in JSON": ("a.json", '{{\n "name": "API_SECRET",\n "value": "{}"\n}}'),
    "header": ("a.py", '"Authorization": "Bearer {}"'),
    "escaped JSON": ("a.py", 'x = "{{\\"api_secret\\": \\"{}\\"}}"'),
}


@pytest.mark.parametrize(("path", "form"), ASSIGNMENTS.values(), ids=ASSIGNMENTS)
def test_a_value_is_told_by_its_name_in_every_syntax(look: Look, path: str, form: str) -> None:
    assert RANDOM in values(look(form.format(RANDOM) + "\n", path))


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("a.py", 'DB_PASSWORD = "{}"'),
        ("a.yaml", "password: {}"),
        ("a.ini", "db_password = {}"),
        ("prod.env", "DATABASE_URL=postgres://shop:{}@db.internal:5432/shop"),
        ("a.sql", "CREATE USER shop WITH PASSWORD '{}';"),
        ("a.sh", "sshpass -p {} ssh root@10.0.0.1"),
        (".netrc", "machine git.example.org login robot password {}"),
        ("a.json", '"Server=db1;Database=Shop;User Id=shop;Password={};"'),
    ],
)
def test_passwords(look: Look, path: str, form: str) -> None:
    assert WORD in values(look(form.format(WORD) + "\n", path))


def test_bare_values_count_in_configuration_only(look: Look) -> None:
    assert values(look(f"password = {WORD}\n", "a.ini")) == [WORD]
    assert values(look(f"password = {WORD}\n", "a.py")) == []


@pytest.mark.parametrize("offset", [*range(6060, 6160, 9), *range(8100, 8200, 7), *range(12200, 12300, 9), 500_000])
@pytest.mark.parametrize("tail", [0, 9000])
def test_long_lines_hide_nothing_at_any_place(look: Look, offset: int, tail: int) -> None:
    start = offset - 20
    text = "x;" * (start // 2) + f"'{TOKEN}'" + ";y" * tail
    seen = look(text, "site.min.js")
    assert values(seen) == [TOKEN]
    assert text[seen.hits[0].start : seen.hits[0].end] == TOKEN


def test_many_on_one_long_line(look: Look) -> None:
    tokens = [github(seed) for seed in range(450)]
    text = "var t=[" + ",".join(f'"{token}"' for token in tokens) + "];"
    assert len(text) > 3 * 6144
    assert values(look(text, "site.min.js")) == tokens


def test_several_kinds_on_one_line(look: Look) -> None:
    stripe = drawn(STRIPE)
    seen = look(f'connect(token="{TOKEN}", key="{stripe}", password="{WORD}")')
    assert values(seen) == [TOKEN, stripe, WORD]


KEYS = ("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY")


def wrapped(key: str) -> dict[str, str]:
    """The ways in which a key over lines is written down."""
    line = key.replace("\n", "\\n")
    return {
        "plain": key,
        "in JSON": f'{{"key": "{line}\\n"}}',
        "in YAML": "key: |\n" + "".join(f"    {row}\n" for row in key.splitlines()),
        "indented": "\n".join(f"\t\t{row}" for row in key.splitlines()),
        "in an escaped string": f'KEY = "{line}"',
        "windows": key.replace("\n", "\r\n"),
        "without its end": key.rpartition("\n")[0],
    }


@pytest.mark.parametrize("label", KEYS)
@pytest.mark.parametrize("form", list(wrapped("")))
def test_private_keys(look: Look, label: str, form: str) -> None:
    (name,) = names(look(wrapped(pem(label))[form], "a.txt"))
    assert name.endswith("private-key")
    assert "encrypted" not in name


@pytest.mark.parametrize(
    "template", ["{pem:ENCRYPTED PRIVATE KEY}", "{pem-legacy:RSA}", "{pem-legacy:EC}", "{pem-openssh:aes256-ctr}"]
)
def test_encrypted_keys_are_told_apart(look: Look, template: str) -> None:
    seen = look(drawn(template), "a.txt")
    assert {hit.kind.check.name for hit in seen.hits if "encrypted" in hit.kind.check.name}
    assert not [name for name in names(seen) if "encrypted" not in name]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n",
        "if line == '-----BEGIN PRIVATE KEY-----':\n    pass\n",
        "-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 64 + "\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n" + pem().partition("\n")[2],
    ],
)
def test_mentions_of_keys_are_none(look: Look, text: str) -> None:
    assert names(look(text, "a.txt")) == []


def test_the_two_halves_of_a_credential_know_each_other(look: Look) -> None:
    first, second = drawn(AWS_ID), drawn(AWS_SECRET)
    text = f"aws_access_key_id = {first}\n" + "#\n" * 20 + f"aws_secret_access_key = {second}\n"
    by_name = {hit.kind.check.name: hit for hit in look(text, "a.ini").hits}
    assert by_name["aws-secret-access-key"].partner == by_name["aws-access-key-id"].start
    far = text.replace("#\n", "#\n#\n")
    assert all(hit.partner < 0 for hit in look(far, "a.ini").hits)


def test_of_overlapping_types_the_one_that_says_most_is_kept(look: Look) -> None:
    assert names(look(f'api_secret_token = "{TOKEN}"\n')) == ["github-personal-token"]
    assert names(look(f'"Authorization": "Bearer {TOKEN}"')) == ["github-personal-token"]


@pytest.mark.parametrize("path", ["package-lock.json", "poetry.lock", "site.min.js", "main.js.map"])
def test_machine_written_files_show_marked_values_only(look: Look, path: str) -> None:
    text = f'"password": "{WORD}", "integrity": "sha512-{drawn("{base64:86}")}==", "t": "{TOKEN}"\n'
    assert values(look(text, path)) == [TOKEN]


def test_marks_of_comments_are_told(look: Look) -> None:
    text = "a\nb  # holdfast: ignore\nc  # NOSEC\nd\n"
    lines = {text.count("\n", 0, at) + 1 for at in look(text).marks}
    assert lines == {2, 3}


def test_text_without_anything(look: Look) -> None:
    for text in ("", "\n", "plain text\n", "x" * 100_000, "\n" * 100_000):
        assert look(text).hits == ()


def test_the_same_text_gives_the_same_answer(looker: Looker, look: Look) -> None:
    text = "\n".join([*MARKED.values(), pem(), f"password: {WORD}"])
    first = look(text, "a.yaml")
    look("something else\n" + TOKEN)
    assert look(text, "a.yaml") == first
