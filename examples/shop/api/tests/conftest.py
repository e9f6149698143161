import os

os.environ.setdefault("DATABASE_URL", "sqlite://")
os.environ.setdefault("JWT_SECRET", "only-for-tests")

import pytest  # noqa: E402

from shop import create_app  # noqa: E402
from shop.db import Base, Session, engine  # noqa: E402
from shop.models import Product  # noqa: E402


@pytest.fixture
def client():
    app = create_app()
    Session.add_all(
        [
            Product(slug="harbour-parka", name="Harbour parka", category="jackets", price=189, stock=4),
            Product(slug="tide-lantern", name="Tide lantern", category="gear", price=35, stock=12),
        ]
    )
    Session.commit()
    with app.test_client() as client:
        yield client
    Session.remove()
    Base.metadata.drop_all(engine)
