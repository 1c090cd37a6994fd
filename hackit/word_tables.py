"""The words that stand in the index, for spellings: a table for all readers, one for what everybody may see.

Triggers on the Entries keep them, one way on each database. A stranger's statements read the public one and no other.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY = "hackit_entry"
FTS_COLUMNS = "search_title, search_body, search_document"
FTS_ALL = "entry_fts_all"
FTS_PUBLIC = "entry_fts_public"
WORDS_ALL = "entry_words_all"
WORDS_PUBLIC = "entry_words_public"

# --- SQLite ---------------------------------------------------------------------------------------------------


def _words_of(row: str) -> str:
    """SQL of the words of an Entry's row as a table with the column `value`; "" is among them where there is none."""
    text = " || ".join(f"{row}.{column}" for column in FTS_COLUMNS.split(", "))
    return f"json_each('[' || replace(json_quote(trim({text})), ' ', '\",\"') || ']')"


_A_WORD = "value <> '' AND value NOT GLOB '*[0-9]*'"
"""What of an Entry's words is kept for spellings: a number is never taken for a slip."""


def sqlite_words() -> dict[str, str]:
    """The words that each index holds, for spellings, kept by triggers.

    FTS5's own view of an index reads every place where a word stands to count them: a second for a large record.
    """
    objects = {words: _WORD_TABLE.format(words=words) for words in (WORDS_ALL, WORDS_PUBLIC)}
    put_in = {
        words: f"INSERT OR IGNORE INTO {words} SELECT value FROM {_words_of('new')} WHERE {_A_WORD}"  # noqa: S608
        for words in (WORDS_ALL, WORDS_PUBLIC)
    }
    # Kept are the words that stand in the row still, and those that another public Entry holds.
    take_out = f"""
        DELETE FROM {WORDS_PUBLIC} WHERE term IN (SELECT value FROM {_words_of("old")}) AND {{gone}} AND NOT EXISTS (
            SELECT 1 FROM {FTS_PUBLIC} WHERE {FTS_PUBLIC} MATCH '"' || replace(term, '"', '""') || '"'
            AND rowid <> old.id);"""  # noqa: S608 (names of ours)
    stays = f"new.reach = 'everyone' AND term IN (SELECT value FROM {_words_of('new')})"  # noqa: S608
    gone = f"old.reach = 'everyone' AND NOT ({stays})"
    every, public = f"AFTER {{verb}} ON {ENTRY}", "old.reach = 'everyone' OR new.reach = 'everyone'"
    update = f"UPDATE OF {FTS_COLUMNS}"
    triggers = {
        f"{WORDS_ALL}_ai": (every.format(verb="INSERT"), f"{put_in[WORDS_ALL]};"),
        f"{WORDS_ALL}_au": (every.format(verb=update), f"{put_in[WORDS_ALL]};"),
        f"{WORDS_PUBLIC}_ai": (
            f"{every.format(verb='INSERT')} WHEN new.reach = 'everyone'", f"{put_in[WORDS_PUBLIC]};"
        ),
        f"{WORDS_PUBLIC}_ad": (
            f"{every.format(verb='DELETE')} WHEN old.reach = 'everyone'", take_out.format(gone="1")
        ),
        f"{WORDS_PUBLIC}_au": (
            f"{every.format(verb=f'{update}, reach')} WHEN {public}",
            f"{take_out.format(gone=gone)} {put_in[WORDS_PUBLIC]} AND new.reach = 'everyone';",
        ),
    }  # fmt: skip
    return objects | {name: f"CREATE TRIGGER {name} {when} BEGIN {do} END" for name, (when, do) in triggers.items()}


_WORD_TABLE = "CREATE TABLE {words} (term TEXT PRIMARY KEY) WITHOUT ROWID"


def drop_old_words(connection: BaseDatabaseWrapper) -> None:
    """Take away the views of the indexes by which words were looked up before there were tables of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE name IN (%s, %s) AND sql LIKE 'CREATE VIRTUAL%%'",
            [WORDS_ALL, WORDS_PUBLIC],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}")


# --- PostgreSQL -----------------------------------------------------------------------------------------------

_NO_NUMBER = "term !~ '[0-9]'"

POSTGRES_WORDS = f"""
CREATE OR REPLACE FUNCTION hackit_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.reach = 'everyone' THEN
        DELETE FROM {WORDS_PUBLIC} w WHERE w.term = ANY (tsvector_to_array(OLD.search_vector)) AND NOT EXISTS (
            SELECT 1 FROM {ENTRY} e WHERE e.reach = 'everyone' AND e.search_vector @@ quote_literal(w.term)::tsquery);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO {WORDS_ALL} SELECT term FROM unnest(tsvector_to_array(NEW.search_vector)) AS w (term)
            WHERE {_NO_NUMBER} ON CONFLICT DO NOTHING;
        IF NEW.reach = 'everyone' THEN
            INSERT INTO {WORDS_PUBLIC} SELECT term FROM unnest(tsvector_to_array(NEW.search_vector)) AS w (term)
                WHERE {_NO_NUMBER} ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 (names of ours)

POSTGRES_WORD_TABLES = {
    words: f'CREATE TABLE {words} (term text COLLATE "C" PRIMARY KEY)' for words in (WORDS_ALL, WORDS_PUBLIC)
}

POSTGRES_WORD_TRIGGERS = {
    "entry_words_kept": (
        f"CREATE TRIGGER entry_words_kept AFTER INSERT OR DELETE OR UPDATE OF reach, {FTS_COLUMNS} ON {ENTRY} "
        f"FOR EACH ROW EXECUTE FUNCTION hackit_keep_words()"
    )
}


# --- both -----------------------------------------------------------------------------------------------------


def rebuild_words(connection: BaseDatabaseWrapper) -> None:
    """Fill the tables of words anew from the Entries."""
    take_time(connection)
    with connection.cursor() as cursor:
        for words, where in ((WORDS_ALL, ""), (WORDS_PUBLIC, " WHERE e.reach = 'everyone'")):
            cursor.execute(f"DELETE FROM {words}")  # noqa: S608 (names of ours)
            cursor.execute(f"INSERT INTO {words} {_every_word(connection, where)} ON CONFLICT DO NOTHING")


def _every_word(connection: BaseDatabaseWrapper, where: str) -> str:
    """SQL of every word of some Entries `e` that is kept for spellings."""
    if connection.vendor == "sqlite":
        return f"SELECT value AS term FROM {ENTRY} e, {_words_of('e')}{where or ' WHERE true'} AND {_A_WORD}"  # noqa: S608
    words = f"SELECT DISTINCT unnest(tsvector_to_array(e.search_vector)) AS term FROM {ENTRY} e{where}"  # noqa: S608
    return f"SELECT term FROM ({words}) AS w WHERE {_NO_NUMBER}"  # noqa: S608


def wrong_words(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of words that lack one, or hold one for strangers that stands in nothing public."""
    take_time(connection)
    public = _every_word(connection, " WHERE e.reach = 'everyone'")
    looked_for = (
        (WORDS_ALL, f"({_every_word(connection, '')}) AS w WHERE term NOT IN (SELECT term FROM {WORDS_ALL})"),  # noqa: S608
        (WORDS_PUBLIC, f"({public}) AS w WHERE term NOT IN (SELECT term FROM {WORDS_PUBLIC})"),  # noqa: S608
        (WORDS_PUBLIC, f"{WORDS_PUBLIC} WHERE term NOT IN ({public})"),
    )
    with connection.cursor() as cursor:
        wrong = []
        for words, rows in looked_for:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {rows})")  # noqa: S608
            wrong += [words] * bool(cursor.fetchone()[0])
    return wrong


def forget_unused(connection: BaseDatabaseWrapper, words: Sequence[str]) -> None:
    """Take those of these words out of the table for all readers that stand in no Entry: nothing else does.

    A word stays there when its Entry goes, since to look for it costs more than a page may take.
    """
    if connection.vendor == "sqlite":
        found = f"SELECT 1 FROM {FTS_ALL} WHERE {FTS_ALL} MATCH '\"' || replace(term, '\"', '\"\"') || '\"'"  # noqa: S608
    else:
        found = f"SELECT 1 FROM {ENTRY} e WHERE e.search_vector @@ quote_literal({WORDS_ALL}.term)::tsquery"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(words), 500):
            some = words[start : start + 500]
            listed = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {WORDS_ALL} WHERE term IN ({listed}) AND NOT EXISTS ({found})", some)  # noqa: S608


def take_time(connection: BaseDatabaseWrapper) -> None:
    """Have this connection's statements take as long as they do: the limit is one for pages."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
