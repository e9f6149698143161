"""Engine, session and declarative base."""
from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

from . import settings

engine = create_engine(settings.DATABASE_URL, pool_pre_ping=True, future=True)
Session = scoped_session(sessionmaker(bind=engine, future=True))
Base = declarative_base()


def create_schema() -> None:
    from . import models  # noqa: F401

    Base.metadata.create_all(engine)
