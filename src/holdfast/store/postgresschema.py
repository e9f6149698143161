"""What a ledger's schema in PostgreSQL is made of."""

from __future__ import annotations

from typing import Final

from holdfast.store import chain

VERSION: Final = 3
"""As in a file: the form of the rows is the same."""
LOCK: Final = 0x48464C44
"""The advisory lock that writers wait for."""
ALONE: Final = " AND ".join(f"left(body, {chain.START}) <> '{start}'" for start in chain.OF_RUNS)
REFUSE: Final = "BEGIN RAISE EXCEPTION 'the ledger is append-only'; END"
FOLLOW: Final = """
DECLARE least bigint; most bigint; many bigint; before bigint;
BEGIN
  SELECT min(sequence), max(sequence), count(*) INTO least, most, many FROM fresh;
  SELECT coalesce(max(sequence), 0) INTO before FROM holdfast.events WHERE sequence < least;
  IF many > 0 AND (most - least + 1 <> many OR before + 1 <> least) THEN
    RAISE EXCEPTION 'the ledger is append-only';
  END IF;
  RETURN NULL;
END
"""
"""A statement's rows have to follow the last row without a gap; none can follow them, as their numbers are taken."""
_CHANGE: Final = "BEFORE UPDATE OR DELETE OR TRUNCATE ON holdfast.events FOR EACH STATEMENT"
_INSERT: Final = "AFTER INSERT ON holdfast.events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
SCHEMA: Final = (
    "CREATE SCHEMA holdfast",
    "REVOKE ALL ON SCHEMA holdfast FROM PUBLIC",
    "CREATE TABLE holdfast.events (sequence bigint PRIMARY KEY, body text NOT NULL, hash bytea NOT NULL)",
    f"CREATE INDEX events_alone ON holdfast.events (sequence) WHERE {ALONE}",
    "CREATE TABLE holdfast.projections (name text NOT NULL, part text NOT NULL, key text NOT NULL, body text NOT NULL, "
    "PRIMARY KEY (name, part, key))",
    "CREATE TABLE holdfast.projected (form text NOT NULL, sequence bigint NOT NULL, head text NOT NULL)",
    "CREATE TABLE holdfast.ledger (version integer NOT NULL)",
    f"INSERT INTO holdfast.ledger VALUES ({VERSION})",  # noqa: S608 - a number of our own
    f"CREATE FUNCTION holdfast.refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSE}$$",
    f"CREATE FUNCTION holdfast.follow() RETURNS trigger LANGUAGE plpgsql AS $${FOLLOW}$$",
    f"CREATE TRIGGER events_never_change {_CHANGE} EXECUTE FUNCTION holdfast.refuse()",
    f"CREATE TRIGGER events_only_follow {_INSERT} EXECUTE FUNCTION holdfast.follow()",
    "REVOKE UPDATE, DELETE, TRUNCATE ON holdfast.events FROM PUBLIC, CURRENT_USER",
)
KEEPERS: Final = """
SELECT t.tgname::text, t.tgenabled::text, t.tgtype::int, p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = 'holdfast.events'::regclass AND NOT t.tgisinternal
"""
_STATEMENT_OF_ALL: Final = 2 + 8 + 16 + 32
"""Before a statement: delete, update, truncate."""
_STATEMENT_OF_INSERT: Final = 4


def keepers() -> set[tuple[str, str, int, str]]:
    """The triggers that have to stand, as ``KEEPERS`` tells them."""
    return {
        ("events_never_change", "O", _STATEMENT_OF_ALL, REFUSE),
        ("events_only_follow", "O", _STATEMENT_OF_INSERT, FOLLOW),
    }
