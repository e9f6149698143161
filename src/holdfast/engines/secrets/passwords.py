"""Whether a value that stands where a password stands is one: people choose them, so they look like words."""

from __future__ import annotations

import re
from typing import Final

from holdfast.engines.secrets.hit import NONE, Context, Doubt
from holdfast.engines.secrets.names import secretive, shouted
from holdfast.engines.secrets.words import entropy, patterned, reads_as_words, stands_in
from holdfast.kit.expressions import expression

# fmt: off
_WEAK: Final = frozenset((
    "password", "passwd", "pass", "pwd", "secret", "admin", "administrator", "root", "toor", "guest", "user",
    "username", "test", "tester", "testing", "demo", "default", "postgres", "postgresql", "mysql", "mariadb",
    "mongo", "mongodb", "redis", "rabbitmq", "oracle", "sa", "system", "manager", "welcome", "letmein", "qwerty",
    "changeit", "changeme", "login", "hello", "world", "string", "hunter", "swordfish", "opensesame", "passw0rd",
    "p4ssw0rd", "p@ssw0rd", "p@ssword", "mypassword", "yourpassword", "newpassword", "oldpassword", "userpassword",
    "rootpassword", "adminpassword", "testpassword", "dbpassword", "password1", "abc", "foo", "bar", "baz",
    "foobar", "none", "null", "nil", "true", "false", "required", "optional", "disabled", "enabled", "hidden",
    "masked", "mysecretpassword", "somepassword", "supersecret", "topsecret", "verysecret", "mysecret",
    "secretpassword", "secure", "correct", "wrong", "invalid", "incorrect", "bad", "weak", "strong", "plain",
    "text", "value", "input", "prompt", "minioadmin", "vagrant", "keycloak", "nextcloud", "grafana", "airflow",
    "zabbix", "sonar", "odoo", "elastic", "kibana", "neo4j", "cassandra", "clickhouse", "superset", "metabase",
    "mattermost", "directus", "strapi", "somewordpress", "docker", "django", "wordpress",
))
# fmt: on
_TRIM: Final = "0123456789!@#$%^&*.-_?+="
_NOT_CHOSEN: Final = expression(
    r"(?:sha|md|hmac|aes|rsa|base|utf|ascii|oauth|basic|scram|pbkdf|argon|bcrypt|scrypt|http|ipv|x)[-_]?\d+\w{0,3}|"
    r"\$\d\w?\$.*|\{\w+\}.*|"
    r"(?:pbkdf2|argon2|bcrypt|sha\d*|md5)\w*\$.*|[0-9.,:/-]+",
    re.IGNORECASE,
)
_HEX_HASH: Final = expression(r"(?:[0-9a-f]{16}){2,8}|[0-9a-f]{40}|[0-9a-f]{56}", re.IGNORECASE)
_CALL: Final = expression(r"\w\(|\)$|=>|->|::|;$|^[({\[<]|\{\}")
_CODE: Final = expression(
    r"[({\[]|\)$|;$|=>|->|::|\b(?:return|function|lambda|await|new|null|nil|none|true|false|undefined)\b"
)
_PATH: Final = expression(r"(?:\.{0,2}|~)/.*|[A-Za-z]:\\.*")
_LOCAL_HOST: Final = expression(r"^@?(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\b|hostname\b)", re.IGNORECASE)
_EXAMPLE_HOST: Final = expression(r"^@?(?:example\.|[a-z0-9.-]*\.(?:example|test|invalid|local)\b)", re.IGNORECASE)
_LEET: Final = expression(r"[A-Za-z]\d+[A-Za-z]|[A-Za-z]{3,}[^A-Za-z0-9\s][A-Za-z]+\s[><=+*]\s")
_TANGLED: Final = expression(r"[a-z][A-Z][a-z]?[A-Z]|[A-Z]{2}[a-z][A-Z]")
"""Letter case changes as it does in no name."""
_DOTTED: Final = expression(r"(?:[A-Za-z_]\w*\.){2,}[A-Za-z_]\w*")
_SPLIT: Final = expression(r"[-_./:,+=\\ ]+")


def judge_password(value: str, context: Context) -> Doubt | None:
    """None when the value is no password; else the doubts that remain."""
    if len(value) < 6 or value.lower() in _WEAK or value.lower().strip(_TRIM) in _WEAK or stands_in(value):
        return None
    if context.name and not secretive(context.name):
        return None
    if _unlike(value, context):
        return None
    if _HEX_HASH.fullmatch(value):
        return Doubt(pedantic=True, note="has the shape of a hash")
    doubt = _strength(value, context)
    if doubt == NONE and context.role in ("test", "doc", "sample") and not context.prose:
        return Doubt(pedantic=True, note=f"in a {context.role} file")
    return doubt


def _unlike(value: str, context: Context) -> bool:
    """The value is code, a path, an address, a hash with its scheme, or a sentence."""
    if " " in value.strip():
        words = value.split()
        if not context.quoted or len(words) > 4 or not (_LEET.search(value) and _kinds(value) >= 3):
            return True
    code = _CALL if context.quoted else _CODE
    return (
        bool(code.search(value) or _PATH.fullmatch(value) or _DOTTED.fullmatch(value) or _NOT_CHOSEN.fullmatch(value))
        or "://" in value
    )


def _strength(value: str, context: Context) -> Doubt | None:
    """How far a value may be told from a word or a name."""
    in_url = context.url
    if in_url and context.before.endswith(f"{value}:"):
        return None
    local = in_url and bool(_LOCAL_HOST.match(context.after))
    if strong(value):
        return Doubt(pedantic=True, note="on the local host") if local else NONE
    local = local or (in_url and bool(_EXAMPLE_HOST.match(context.after)))
    if any(char.isdigit() for char in value) and any(char.isalpha() for char in value):
        if local or len(value) < 7:
            return Doubt(
                pedantic=True, note="a simple password" + (" on the local or an example host" if local else "")
            )
        return NONE if _mixed_enough(value) else Doubt(pedantic=True, note="too simple to tell from a name")
    if (in_url and not local) or (shouted(context.name) and context.role == "config" and len(value) >= 8):
        return NONE if value.isalnum() and len(value) >= 8 else Doubt(pedantic=True, note="reads like words")
    return None


def _mixed_enough(value: str) -> bool:
    """Letters and digits, not merely an identifier with a number behind it."""
    letters = value.rstrip("0123456789!@#$%^&*?.")
    tail = len(value) - len(letters)
    return tail >= 2 or not reads_as_words(value)


def _kinds(value: str) -> int:
    kinds = [any(test(char) for char in value) for test in (str.islower, str.isupper, str.isdigit)]
    return sum(kinds) + any(not char.isalnum() and char not in "_-. /" for char in value)


def strong(value: str) -> bool:
    """Chosen or drawn as a password: three kinds of characters, or letters and digits mixed."""
    if len(value) >= 8 and _kinds(value) >= 3:
        plain_name = re.fullmatch(r"[A-Za-z]+[_-]?\d{0,2}", value) and reads_as_words(value)
        return not plain_name and not (made_of_words(value) and not any(char.isdigit() for char in value))
    if len(value) >= 12 and _TANGLED.search(value) and not reads_as_words(value) and entropy(value) >= 3.0:
        return True
    mixed = re.search(r"\d.*[A-Za-z].*\d|[A-Za-z]\d[A-Za-z]", value) is not None
    return len(value) >= 10 and mixed and not reads_as_words(value) and entropy(value) >= 2.8


def made_of_words(value: str) -> bool:
    """Every part between separators is a number, a syllable or a word."""
    parts = [part for part in _SPLIT.split(value) if part]
    return all(part.isdigit() or len(part) <= 2 or reads_as_words(part) for part in parts) or patterned(value)
