"""Names that hold a credential are told from names that only speak about one."""

from __future__ import annotations

import pytest

from holdfast.estate.credentials import named_secret


@pytest.mark.parametrize("name", ["DB_PASSWORD", "apiKey", "SESSION_SECRET", "GITHUB_TOKEN", "redis.password"])
def test_it_holds_one(name: str) -> None:
    assert named_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        *("TOKEN_EXPIRY_SECONDS", "tokenExpiryMinutes", "SESSION_TOKEN_TTL", "PASSWORD_MAX_DAYS", "jwt_secret_file"),
        *("PASSWORD_MIN_LENGTH", "ALLOW_EMPTY_PASSWORD", "TOKEN_URL"),
    ],
)
def test_it_speaks_about_one(name: str) -> None:
    assert not named_secret(name)
