"""A new key for what is sealed: everything is sealed anew, and only the newest key is needed from then on."""

import secrets
from pathlib import Path

from sqlalchemy import Engine, delete, select, update

from bot.store import keys
from bot.store.database import writing
from bot.store.tables import inbox, keyring, outbox, told
from bot.store.vault import Vault

# Tables with a sealed `body`, and what names a row.
SEALED = ((inbox, inbox.c.number), (outbox, outbox.c.key), (told, told.c.code))


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
            for row in connection.execute(select(name.label("name"), table.c.body)).all():
                place = (table.name, str(row.name), "body")
                body = new.seal(old.open(bytes(row.body), *place), *place)
                connection.execute(update(table).where(name == row.name).values(body=body))
                resealed += 1
        connection.execute(delete(keyring).where(keyring.c.key_id.not_in([new.first, new.newest])))
    new.prove(engine, at)
    return resealed
