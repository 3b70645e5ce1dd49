"""The store as it is opened once: its database, and the keys that belong to it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bot.clock import Clock
from bot.store import keys, vault
from bot.store.database import engine
from bot.store.lanes import NO_BOT
from bot.store.vault import Vault


@dataclass(frozen=True)
class Store:
    """`key` makes the codes of people; `vault` seals, and opens. `bot`: whose rows are meant, where a row has one."""

    engine: Engine
    key: bytes
    vault: Vault
    bot: int = NO_BOT


def open_store(database: Path | str, key: str, key_file: Path, clock: Clock, bot: int = NO_BOT) -> Store:
    """Raises KeyFileError where the key is missing or another, SchemaError where the tables are of a newer version.

    `key` is the one of the environment; a first run makes one in `key_file`.
    """
    opened = engine(database)
    try:
        ring = keys.load_all(key, key_file, may_make=not vault.has_sealed(opened))
        sealing = Vault(ring)
        sealing.prove(opened, int(clock.now().timestamp()))
    except BaseException:
        opened.dispose()
        raise
    return Store(opened, ring[0], sealing, bot)
