"""A new key for what is sealed: everything is sealed anew, and only the newest key is needed from then on."""

import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, and_, delete, select, update

from bot.store import keys
from bot.store.database import writing
from bot.store.mailbox import sealed_as
from bot.store.tables import inbox, keyring, outbox, told
from bot.store.vault import Vault


def _update(row: Any) -> str:
    return sealed_as(row.bot, row.number)


def _delivery(row: Any) -> str:
    return str(row.key)


def _told(row: Any) -> str:
    return sealed_as(row.bot, row.code)


# Tables with a sealed `body`, and what it is bound to.
SEALED = ((inbox, _update), (outbox, _delivery), (told, _told))


def rotate(engine: Engine, key_file: Path, at: int) -> int:
    """How many rows were sealed anew. Nobody else may be using the store. Raises KeyFileError, SealError.

    The new key is written to the file first: whatever happens then, it opens everything. The keys before stay in the
    file for the sake of old backups; the first also makes the codes of people, and must stay.
    """
    before = keys.load_all("", key_file, may_make=False)
    old, new = Vault(before), Vault([*before, key := secrets.token_bytes(keys.KEY_BYTES)])
    keys.add_to(key_file, key)
    resealed = 0
    with writing(engine) as connection:
        for table, name in SEALED:
            for row in connection.execute(select(table)).all():
                place = (table.name, name(row), "body")
                body = new.seal(old.open(bytes(row.body), *place), *place)
                mine = and_(*(column == row._mapping[column.name] for column in table.primary_key))
                connection.execute(update(table).where(mine).values(body=body))
                resealed += 1
        connection.execute(delete(keyring).where(keyring.c.key_id.not_in([new.first, new.newest])))
    new.prove(engine, at)
    return resealed
