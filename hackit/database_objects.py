"""Triggers, full-text tables and generated columns: what Django's migrations do not know of.

Django remakes a SQLite table when a migration alters it, and every trigger on it vanishes. So these objects are
made by one idempotent function an engine, run after every migrate; a system check compares what should be there
with the database's catalogue.
"""

from __future__ import annotations

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hackit.word_tables import (
    ENTRY,
    FTS_ALL,
    FTS_COLUMNS,
    FTS_PUBLIC,
    POSTGRES_WORD_TABLES,
    POSTGRES_WORD_TRIGGERS,
    POSTGRES_WORDS,
    drop_old_words,
    rebuild_words,
    sqlite_words,
    take_time,
)

EVENT_TABLES = ("hackit_event", "hackit_eventvalue")
ERASURE = "hackit_erasure"
FIXED_IN_HISTORY = {
    "hackit_event": ("id", "at", "actor_id", "record_type", "record_ref", "verb", "reach", "forum_id"),
    "hackit_eventvalue": ("id", "event_id"),
}
"""What nothing changes, not even an erasure: when, by which row, on what, and what was done."""
NAMES_IN_HISTORY = ("actor_label", "field", "old", "new")
"""The other columns, which may hold somebody's name or words: an open erasure may change them."""

TOPIC_LINK = "hackit_entrytopic"
COPIED_TO_TOPICS = ("reach", "date", "kind", "status", "forum_id", "public_copy")
"""Columns of an Entry that stand in its links to topics as well: written with the link, and carried there by a
trigger when the Entry changes."""

_COPIED = ", ".join(COPIED_TO_TOPICS)
_COPY_TO_TOPICS = (
    f"UPDATE {TOPIC_LINK} SET {', '.join(f'{name} = NEW.{name}' for name in COPIED_TO_TOPICS)} WHERE entry_id = NEW.id"  # noqa: S608 (names of ours)
)

# --- SQLite ---------------------------------------------------------------------------------------------------


def _sqlite_guards() -> dict[str, str]:
    guards = {}
    for table in EVENT_TABLES:
        refuse = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        fixed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED_IN_HISTORY[table])
        no_erasure = f"NOT EXISTS (SELECT 1 FROM {ERASURE} WHERE is_open)"  # noqa: S608 (a name of ours)
        guards[f"{table}_no_update"] = (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {no_erasure} OR {fixed} {refuse}"
        )
        guards[f"{table}_no_delete"] = f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    return guards


def _drop_old_guards(connection: BaseDatabaseWrapper) -> None:
    """Drop guards of SQLite that say something else than ours do: those of an earlier version."""
    guards = _sqlite_guards()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            if name in guards and guards[name] != sql:
                cursor.execute(f"DROP TRIGGER {name}")


def _sqlite_fts() -> dict[str, str]:
    """Two external-content indexes: all rows for members, everyone's rows for strangers.

    A shared one would betray hidden text through counts, ranks and spellings.
    """
    old = f"VALUES ('delete', old.id, old.{FTS_COLUMNS.replace(', ', ', old.')})"
    new = f"VALUES (new.id, new.{FTS_COLUMNS.replace(', ', ', new.')})"
    objects = {}
    for table, old_when, new_when in (
        (FTS_ALL, "", ""),
        (FTS_PUBLIC, " WHEN old.reach = 'everyone'", " WHEN new.reach = 'everyone'"),
    ):
        take_out = f"INSERT INTO {table} ({table}, rowid, {FTS_COLUMNS}) {old};"
        put_in = f"INSERT INTO {table} (rowid, {FTS_COLUMNS}) {new};"
        watched = f"id, reach, {FTS_COLUMNS}"
        objects[table] = (
            f"CREATE VIRTUAL TABLE {table} USING fts5({FTS_COLUMNS}, content='{ENTRY}', content_rowid='id', "
            f"tokenize='unicode61')"
        )
        objects[f"{table}_ai"] = f"CREATE TRIGGER {table}_ai AFTER INSERT ON {ENTRY}{new_when} BEGIN {put_in} END"
        objects[f"{table}_ad"] = f"CREATE TRIGGER {table}_ad AFTER DELETE ON {ENTRY}{old_when} BEGIN {take_out} END"
        objects[f"{table}_bu"] = (
            f"CREATE TRIGGER {table}_bu BEFORE UPDATE OF {watched} ON {ENTRY}{old_when} BEGIN {take_out} END"
        )
        objects[f"{table}_au"] = (
            f"CREATE TRIGGER {table}_au AFTER UPDATE OF {watched} ON {ENTRY}{new_when} BEGIN {put_in} END"
        )
    return objects


def _sqlite_topic_links() -> dict[str, str]:
    return {
        "entry_topics_kept": (
            f"CREATE TRIGGER entry_topics_kept AFTER UPDATE OF {_COPIED} ON {ENTRY} BEGIN {_COPY_TO_TOPICS}; END"
        )
    }


def _sqlite_catalogue(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        return {row[0] for row in cursor.fetchall()}


def rebuild_fts(connection: BaseDatabaseWrapper) -> None:
    """Fill SQLite's full-text tables anew from the Entries. Does nothing on PostgreSQL.

    Never FTS5's own 'rebuild': it takes every row of the content table, secret ones too, into the public index.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table, where in ((FTS_ALL, ""), (FTS_PUBLIC, " WHERE reach = 'everyone'")):
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608 (names of ours)
            cursor.execute(
                f"INSERT INTO {table} (rowid, {FTS_COLUMNS}) SELECT id, {FTS_COLUMNS} FROM {ENTRY}{where}"  # noqa: S608
            )


# --- PostgreSQL -----------------------------------------------------------------------------------------------

POSTGRES_GUARD = f"""
CREATE OR REPLACE FUNCTION hackit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM {ERASURE} WHERE is_open) THEN
        IF to_jsonb(NEW) - ARRAY{list(NAMES_IN_HISTORY)} = to_jsonb(OLD) - ARRAY{list(NAMES_IN_HISTORY)} THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'history is append-only';
END $$
"""  # noqa: S608 (names of ours)

# Asking a row whether it has a word means reading its vector from its place apart. The planner takes that for as cheap
# as comparing two numbers and would go through rows by the thousand; of a function it believes what it is told.
POSTGRES_ASKED = """
CREATE OR REPLACE FUNCTION hackit_asked(words text) RETURNS tsquery LANGUAGE plpgsql STABLE STRICT COST 500 AS $$
BEGIN
    RETURN to_tsquery('simple', words);
END $$
"""

POSTGRES_SEARCH = f"""
ALTER TABLE {ENTRY} ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', search_title), 'A') || setweight(to_tsvector('simple', search_body), 'D')
    || setweight(to_tsvector('simple', search_document), 'B')
) STORED
"""

POSTGRES_INDEXES = {
    "entry_search_vector": f"CREATE INDEX entry_search_vector ON {ENTRY} USING gin (search_vector)",
    "entry_search_public": (
        f"CREATE INDEX entry_search_public ON {ENTRY} USING gin (search_vector) WHERE reach = 'everyone'"
    ),
    # What stands on a page is looked for by how its address begins, whatever the database sorts by
    "entry_url_begins": f"CREATE INDEX entry_url_begins ON {ENTRY} (url varchar_pattern_ops)",
    # Titles alone, for what a search box offers: among all words a beginning like "the" is one of every text.
    "entry_titles": (
        f"CREATE INDEX entry_titles ON {ENTRY} USING gin"
        " (to_tsvector('simple', search_title), to_tsvector('simple', search_document))"
    ),
}


POSTGRES_TOPIC_LINKS = f"""
CREATE OR REPLACE FUNCTION hackit_keep_topic_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_COPY_TO_TOPICS};
    RETURN NULL;
END $$
"""

POSTGRES_TOPIC_TRIGGERS = {
    "entry_topics_kept": (
        f"CREATE TRIGGER entry_topics_kept AFTER UPDATE OF {_COPIED} ON {ENTRY} FOR EACH ROW"
        f" WHEN ({' OR '.join(f'OLD.{name} IS DISTINCT FROM NEW.{name}' for name in COPIED_TO_TOPICS)})"
        f" EXECUTE FUNCTION hackit_keep_topic_links()"
    )
}


def _keep_rows_narrow(cursor) -> None:
    """Have the texts and vectors of Entries kept apart from their rows, of which a search reads thousands.

    Where they are not yet, the table is written anew: half a minute for 200,000.
    """
    cursor.execute("SELECT 1 FROM pg_class WHERE oid = %s::regclass AND %s = ANY (reloptions)", [ENTRY, _NARROW])
    if cursor.fetchone():
        return
    cursor.execute(f"ALTER TABLE {ENTRY} SET ({_NARROW})")
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {ENTRY})")  # noqa: S608
    if cursor.fetchone()[0]:
        cursor.execute(f"CLUSTER {ENTRY} USING {ENTRY}_pkey")
        cursor.execute(f"ANALYZE {ENTRY}")


_NARROW = "toast_tuple_target=256"


def _postgres_guards() -> dict[str, str]:
    guards = {}
    for table in EVENT_TABLES:
        guards[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION hackit_append_only()"
        )
        guards[f"{table}_no_truncate"] = (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION hackit_append_only()"
        )
    return guards


def _postgres_catalogue(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " UNION SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " UNION SELECT column_name FROM information_schema.columns"
            "  WHERE table_schema = current_schema() AND table_name = %s",
            [ENTRY],
        )
        return {row[0] for row in cursor.fetchall()}


def mend_topic_links(connection: BaseDatabaseWrapper) -> None:
    """Where a link to a topic holds something else of its Entry than the Entry does, write what the Entry does."""
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    wrong = " OR ".join(f"t.{name} {differs} e.{name}" for name in COPIED_TO_TOPICS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TOPIC_LINK} SET ({_COPIED}) = (SELECT {_COPIED} FROM {ENTRY} e WHERE e.id = entry_id)"  # noqa: S608
            f" WHERE id IN (SELECT t.id FROM {TOPIC_LINK} t JOIN {ENTRY} e ON e.id = t.entry_id WHERE {wrong})"
        )


# --- both -----------------------------------------------------------------------------------------------------


def expected(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of everything that should be there beside Django's tables."""
    if connection.vendor == "sqlite":
        return [*_sqlite_guards(), *_sqlite_fts(), *sqlite_words(), *_sqlite_topic_links()]
    return [
        *_postgres_guards(), "search_vector", "hackit_asked", *POSTGRES_INDEXES, *POSTGRES_WORD_TABLES,
        *POSTGRES_WORD_TRIGGERS, *POSTGRES_TOPIC_TRIGGERS,
    ]  # fmt: skip


def catalogue(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the tables, triggers, indexes and columns that are there."""
    return _sqlite_catalogue(connection) if connection.vendor == "sqlite" else _postgres_catalogue(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of what should be there and is not."""
    there = catalogue(connection)
    return [name for name in expected(connection) if name not in there]


def create_all(connection: BaseDatabaseWrapper) -> None:
    """Make whatever is missing, all of it or nothing: a full-text table without its rows would pass for a filled one.

    Safe to run again and again.
    """
    with transaction.atomic(using=connection.alias):
        _create_all(connection)


def _create_all(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        drop_old_words(connection)
        _drop_old_guards(connection)
    there = catalogue(connection)
    tables = set(connection.introspection.table_names())
    if connection.vendor == "sqlite":
        objects = {**_sqlite_guards(), **_sqlite_fts(), **sqlite_words(), **_sqlite_topic_links()}
    else:
        objects = {
            **_postgres_guards(), **POSTGRES_INDEXES, **POSTGRES_WORD_TABLES, **POSTGRES_WORD_TRIGGERS,
            **POSTGRES_TOPIC_TRIGGERS,
        }  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_GUARD)
            if ENTRY in tables and "search_vector" not in there:
                cursor.execute(POSTGRES_SEARCH)
            cursor.execute(POSTGRES_WORDS)
            cursor.execute(POSTGRES_TOPIC_LINKS)
            cursor.execute(POSTGRES_ASKED)
            if ENTRY in tables:
                _keep_rows_narrow(cursor)
        for name, sql in objects.items():
            if name not in there:
                cursor.execute(sql)
    if connection.vendor == "sqlite" and not {FTS_ALL, FTS_PUBLIC, f"{FTS_ALL}_ai", f"{FTS_PUBLIC}_ai"} <= there:
        rebuild_fts(connection)
    words = sqlite_words() if connection.vendor == "sqlite" else {**POSTGRES_WORD_TABLES, **POSTGRES_WORD_TRIGGERS}
    if not set(words) <= there:
        rebuild_words(connection)


def drop_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the append-only triggers away. For test set-up around a flush, and for nothing else."""
    guards = _sqlite_guards() if connection.vendor == "sqlite" else _postgres_guards()
    with connection.cursor() as cursor:
        for name in guards:
            table = name.split("_no_")[0]
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def take_time_before_migrate(sender, using: str, **kwargs) -> None:
    """`pre_migrate` receiver: what a page may not take, a migration of a large table may."""
    if sender.label == "hackit":
        take_time(connections[using])


def create_after_migrate(sender, using: str, **kwargs) -> None:
    """`post_migrate` receiver: run once, for this app, when its tables are there."""
    if sender.label != "hackit":
        return
    connection = connections[using]
    if {ENTRY, ERASURE, *EVENT_TABLES} <= set(connection.introspection.table_names()):
        create_all(connection)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:  # a table that was made anew has lost what the planner knew of it
                cursor.execute("PRAGMA optimize=0x10002")
