"""The full-text index: FTS5 without content over ``warden.text.search_tokens``, of listings that have a hit.

What is searched are hits; of a hundred listings ninety-nine never become one, and their words would cost
more than everything else of storing them. A listing enters with its first hit, withdrawn or not.

SQLite refuses UPDATE and DELETE on such a table, and INSERT OR REPLACE silently keeps old words: a row
leaves only through the 'delete' command with exactly the tokens it came with. They are made again from
the stored text, which is why every change of a card passes through here in its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from warden.store.sqlite.connection import CHUNK, Database
from warden.text import TOKENS_VERSION, search_tokens

# Marks that search_tokens keeps as tokens of their own (they stand in the blocks of scripts written
# without spaces) but FTS5 takes for separators: they are written as characters nobody uses.
_MARKS = "๏๚๛၊။၌၍၎၏᙭។៕៖៘៙៚゠・"
_STAND_INS = str.maketrans({mark: chr(0x10FF00 + n) for n, mark in enumerate(_MARKS)})


_CONTENTS = f"{TOKENS_VERSION} hits"
"""What stands in the index: the tokens' version, and of which listings. Another one means a rebuild."""


def joined(text: str) -> str:
    """The tokens of a text as one line of words that FTS5 splits in the same places."""
    return " ".join(search_tokens(text)).translate(_STAND_INS)


def card_text(title: str, description: str | None) -> str:
    return joined(f"{title}\n{description or ''}")


def content_tokens(content: str) -> str:
    """The index line of a stored revision."""
    values = orjson.loads(content)
    return card_text(values["title"], values["description"])


def phrase(text: str) -> str | None:
    """The FTS5 query for a text as one phrase; ``None`` when it has no tokens."""
    tokens = joined(text)
    return f'"{tokens}"' if tokens else None


def add(db: Database, rows: Iterable[tuple[int, str]]) -> None:
    """(listing number, tokens) of cards that are not in the index."""
    db.many("INSERT INTO words (rowid, tokens) VALUES (?, ?)", rows)


def remove(db: Database, rows: Iterable[tuple[int, str]]) -> None:
    """(listing number, the tokens it was added with)."""
    db.many("INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?, ?)", rows)


def holds(db: Database, number: int) -> bool:
    """Does the listing stand in the index?"""
    return db.one("SELECT 1 FROM hit WHERE listing_n = ? LIMIT 1", (number,)) is not None


def enter(db: Database, number: int) -> None:
    """Add the card of a listing; to be called when it gets its first hit."""
    content = db.value(
        "SELECT content FROM listing l JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card WHERE n = ?",
        (number,),
    )
    add(db, [(number, content_tokens(content))])


def _cards(db: Database, after: int) -> list[tuple[int, str]]:
    rows = db.all(
        "SELECT n, content FROM listing l JOIN revision r ON r.listing_n = l.n AND r.revision_id = l.card "
        "WHERE n > ? AND EXISTS (SELECT 1 FROM hit h WHERE h.listing_n = l.n) ORDER BY n LIMIT ?",
        (after, CHUNK),
    )
    return [(row["n"], content_tokens(row["content"])) for row in rows]


def rebuild(db: Database) -> int:
    """Write the whole index again; how many cards."""
    with db.write():
        db.run("INSERT INTO words (words) VALUES ('delete-all')")
        count = after = 0
        while rows := _cards(db, after):
            add(db, rows)
            count, after = count + len(rows), rows[-1][0]
        db.run("INSERT OR REPLACE INTO meta (name, value) VALUES ('tokens_version', ?)", (_CONTENTS,))
    return count


def ensure(db: Database) -> bool:
    """Rebuild when the tokens of another version stand in the index; whether it was needed."""
    stated = db.value("SELECT value FROM meta WHERE name = 'tokens_version'")
    if stated == _CONTENTS:
        return False
    rebuild(db)
    return True


def faults(db: Database) -> int:
    """Cards whose words the index does not hold, or holds otherwise than the stored text says."""
    db.run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.kept USING fts5vocab('main', 'words', 'instance')")
    kept: dict[int, int] = {}
    # One number a card, whatever the order the index gives its words in.
    for doc, offset, term in db.each('SELECT doc, "offset", term FROM temp.kept'):
        kept[doc] = kept.get(doc, 0) ^ hash((offset, term))
    wrong = after = 0
    while rows := _cards(db, after):
        after = rows[-1][0]
        wrong += sum(1 for n, tokens in rows if kept.pop(n, 0) != _number(tokens))
    return wrong + len(kept)


def _number(tokens: str) -> int:
    number = 0
    for offset, term in enumerate(tokens.split(" ") if tokens else []):
        number ^= hash((offset, term))
    return number
