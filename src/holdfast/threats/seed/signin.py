"""How well-known stores and consoles learn who is calling, by the settings that their containers are started with."""

from __future__ import annotations

from collections.abc import Mapping
from re import Pattern
from typing import Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.system import Sort
from holdfast.threats.seed.draft import Piece

Settings = Mapping[str, str | None]
"""Environment variables of a container; None where the value stands in no file that was read."""


class _Product(NamedTuple):
    """What a product does unless it is told otherwise."""

    asks: str
    """Value of ``authentication`` where no setting says more; empty where its maker sets a password of its own."""
    known: bool = False
    """It then takes the name and password of its manual."""
    closes: Pattern[str] | None = None
    """Words of its command that make it ask."""
    settled: bool = False
    """Files of settings change nothing about that."""


_PASSWORD: Final = expression(r"(?i)(?:^|_)PASS(?:WORD|WD)?$")
"""Variables that set a password, and not those that name a file with one."""
_KEY: Final = expression(r"(?i)(?:API_?KEY|AUTH_?TOKEN|_AUTH|ACL|CREDENTIALS?)$")
_YES: Final = frozenset({"1", "true", "yes", "on"})
_OPENS: Final = (
    (r"^(?:MYSQL|MARIADB)_ALLOW_EMPTY_(?:ROOT_)?PASSWORD$|^ALLOW_(?:EMPTY_PASSWORD|ANONYMOUS_LOGIN)$", _YES),
    (r"^POSTGRES_HOST_AUTH_METHOD$", frozenset({"trust"})),
    (r"(?i)^xpack\.security\.enabled$", frozenset({"false"})),
    (r"(?i)^(?:DISABLE_SECURITY_PLUGIN|plugins\.security\.disabled|DISABLE_SECURITY_DASHBOARDS_PLUGIN)$", _YES),
    (r"^GF_AUTH_ANONYMOUS_ENABLED$|^AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED$", _YES),
    (r"^NEO4J_AUTH$", frozenset({"none"})),
)
_OPEN: Final = tuple((expression(pattern), values) for pattern, values in _OPENS)
_ROWS: Final = (
    (r"^(?:redis|valkey|keydb|dragonfly)(?:-stack(?:-server)?)?$",
     _Product("none", closes=expression(r"requirepass|aclfile|\.conf"))),
    (r"^mongo$", _Product("none", closes=expression(r"--auth|keyFile|--config|\.conf"))),
    (r"^(?:memcached|zookeeper|qdrant|chroma|nats|mailhog|mailpit|maildev)$",
     _Product("none", closes=expression(r"--user|--auth|\.conf"))),
    (r"^(?:prometheus\S*|alertmanager|all-in-one|jaeger.*|zipkin\S*|tracing-server|cadvisor|kafka-?ui|redis-?commander"
     r"|redisinsight)$", _Product("none", closes=expression(r"web\.config|basic"), settled=True)),
    (r"^rabbitmq$", _Product("password", known=True, closes=expression(r"\.conf"))),
    (r"^(?:minio|grafana\S*|activemq\S*|mongo-express)$", _Product("password", known=True)),
    (r"^(?:postgres|postgis|mysql|mariadb|percona|adminer|phpmyadmin|pgadmin4?|portainer\S*|mssql|server|keycloak)$",
     _Product("password")),
)  # fmt: skip
_PRODUCTS: Final = tuple((expression(pattern), product) for pattern, product in _ROWS)
_INSECURE: Final = expression(r"(?:^|\s)--insecure(?:\s|$)|--skip-grant-tables|--noauth|protected-mode no")
_CONSOLE: Final = expression(r"(?:^|\s)--api\.insecure(?:=true)?(?:\s|$)")


def say(made: Piece, image: str, settings: Settings, command: str, configured: bool) -> None:
    """State how a store or a console asks who calls. ``configured`` says that more settings lie elsewhere."""
    short = image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    if made.front and _CONSOLE.search(command):
        made.say("administers", "yes")
        made.say("debug", "yes")
    stands = made.sort is Sort.STORE or not {"admin", "monitoring"}.isdisjoint(made.technologies)
    if not stands:
        return
    if _opened(settings) or _INSECURE.search(command):
        made.say("authentication", "none")
        return
    told = {name: value for name, value in settings.items() if _PASSWORD.search(name) and not _opens(name)}
    product = next((found for pattern, found in _PRODUCTS if pattern.search(short)), None)
    if told and product is None and made.sort is not Sort.STORE and "admin" not in made.technologies:
        return  # what gathers measurements is told the passwords of what it measures
    if told:
        made.say("authentication", "password")
        if any(value and not value.startswith(("/run/secrets", "$")) for value in told.values()):
            made.say("default-password", "yes")
        return
    asked = any(_KEY.search(name) for name in settings)
    if (
        product is None
        or (configured and not product.settled)
        or asked
        or (product.closes and product.closes.search(command))
    ):
        return
    made.say("authentication", product.asks)
    if product.known:
        made.say("default-password", "yes")


def sets_password(name: str) -> bool:
    """Whether a setting sets a password, by its name."""
    return bool(_PASSWORD.search(name))


def _opens(name: str) -> bool:
    return any(pattern.search(name) for pattern, _ in _OPEN)


def _opened(settings: Settings) -> bool:
    return any(
        value is not None and value.strip().lower() in values
        for name, value in settings.items()
        for pattern, values in _OPEN
        if pattern.search(name)
    )
