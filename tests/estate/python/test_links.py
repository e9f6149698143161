"""An import means the file that Python would import."""

from __future__ import annotations

import pytest

from holdfast.estate.python import Links

FLAT = ("app/__init__.py", "app/views.py", "app/db/__init__.py", "app/db/models.py", "manage.py", "app/types.pyi")
SRC = ("src/shop/__init__.py", "src/shop/cart.py", "tests/test_cart.py", "setup.py")
TWO = ("one/lib/tool.py", "one/main.py", "two/lib/tool.py", "two/main.py", "two/deep/er/main.py")
BARE = ("app/helper.py", "app/views.py", "main.py", "types/json.py", "json/tool.py")
SERVICES = (
    "services/pay/pay/__init__.py",
    "services/pay/pay/api.py",
    "services/pay/run.py",
    "libs/common/common/__init__.py",
)


@pytest.mark.parametrize(
    ("paths", "module", "importer", "expected"),
    [
        (FLAT, "app.views", "manage.py", "app/views.py"),
        (FLAT, "app", "manage.py", "app/__init__.py"),
        (FLAT, "app.db.models", "app/views.py", "app/db/models.py"),
        (FLAT, ".db", "app/views.py", "app/db/__init__.py"),
        (FLAT, ".db.models", "app/__init__.py", "app/db/models.py"),
        (FLAT, ".", "app/views.py", "app/__init__.py"),
        (FLAT, ".", "app/db/__init__.py", "app/db/__init__.py"),
        (FLAT, "..views", "app/db/models.py", "app/views.py"),
        (FLAT, "...manage", "app/db/models.py", "manage.py"),
        (FLAT, "....manage", "app/db/models.py", None),
        (FLAT, "views", "app/db/models.py", None),  # a package's folder is no root
        (FLAT, "app.types", "manage.py", None),  # a stub holds no code
        (FLAT, "flask", "manage.py", None),
        (SRC, "shop.cart", "tests/test_cart.py", "src/shop/cart.py"),
        (SRC, "shop", "src/shop/cart.py", "src/shop/__init__.py"),
        (TWO, "lib.tool", "one/main.py", "one/lib/tool.py"),
        (TWO, "lib.tool", "two/main.py", "two/lib/tool.py"),
        (TWO, "lib.tool", "two/deep/er/main.py", "two/lib/tool.py"),
        (BARE, "app.helper", "main.py", "app/helper.py"),
        (BARE, "helper", "app/views.py", "app/helper.py"),
        (BARE, "app", "main.py", None),  # a folder without a file has nothing to read
        (BARE, "json", "main.py", None),  # the standard library's, not the file in another folder
        (SERVICES, "common", "services/pay/pay/api.py", "libs/common/common/__init__.py"),
        (SERVICES, "pay.api", "services/pay/run.py", "services/pay/pay/api.py"),
        ((), "os", "a.py", None),
        (("a.py",), "", "a.py", None),
        (("a.py",), "..", "a.py", None),
    ],
)
def test_an_import_means_a_file(paths: tuple[str, ...], module: str, importer: str, expected: str | None) -> None:
    links = Links(paths, lambda path: None)
    assert links.resolve(module, importer) == expected
    assert links.resolve(module, importer) == expected


@pytest.mark.parametrize(
    ("paths", "module", "importer", "expected"),
    [
        (FLAT, "os.path", "app/views.py", "os.path"),
        (FLAT, ".db.models", "app/views.py", "app.db.models"),
        (FLAT, "..views", "app/db/models.py", "app.views"),
        (FLAT, ".", "app/db/models.py", "app.db"),
        (FLAT, ".....x", "app/db/models.py", "x"),
        (SRC, ".cart", "src/shop/__init__.py", "shop.cart"),
        (SERVICES, ".x", "services/pay/pay/api.py", "pay.x"),
        (BARE, ".helper", "app/views.py", "app.helper"),
    ],
)
def test_a_name_from_outside_is_absolute(paths: tuple[str, ...], module: str, importer: str, expected: str) -> None:
    assert Links(paths, lambda path: None).outside(module, importer) == expected
