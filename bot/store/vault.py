"""What people wrote is sealed before it is stored: without the key it says nothing, and it opens only in its place."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine, func, select

from bot.store import keys
from bot.store.database import add_once, writing
from bot.store.keys import KeyFileError
from bot.store.tables import keyring

VERSION = b"\x01"
ID_BYTES, NONCE_BYTES = 8, 12
_PROOF = b"Kura Salama"


class SealError(Exception):
    """Something sealed does not open: another key, another place, or it was changed."""


class Vault:
    """Seals with the newest of the keys, opens with any; makes codes with the first.

    The sealed form: a version, the id of the key, a random nonce, then AES-256-GCM, which binds the key's id and the
    place: table, row and column.
    """

    def __init__(self, ring: Sequence[bytes]) -> None:
        self._codes = ring[0]
        self._ciphers = {_id(key): AESGCM(_sealing_key(key)) for key in ring}
        self._first, self._newest = _id(ring[0]), _id(ring[-1])

    @property
    def newest(self) -> str:
        """The id of the key that seals from now on."""
        return self._newest.hex()

    @property
    def first(self) -> str:
        """The id of the key that codes are made with."""
        return self._first.hex()

    def seal(self, plain: bytes, table: str, row: str, column: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, plain, _place(self._newest, table, row, column))
        return VERSION + self._newest + nonce + sealed

    def open(self, sealed: bytes, table: str, row: str, column: str) -> bytes:
        """Raises SealError."""
        start = len(VERSION) + ID_BYTES
        key_id, nonce = sealed[len(VERSION) : start], sealed[start : start + NONCE_BYTES]
        cipher = self._ciphers.get(key_id)
        if not cipher or sealed[: len(VERSION)] != VERSION:
            raise SealError("sealed with a key that is not here")
        try:
            return cipher.decrypt(nonce, sealed[start + NONCE_BYTES :], _place(key_id, table, row, column))
        except InvalidTag:
            raise SealError("it was changed, or belongs elsewhere") from None

    def code(self, purpose: str, value: str) -> str:
        """See keys.code."""
        return keys.code(self._codes, purpose, value)

    def prove(self, engine: Engine, at: int) -> None:
        """Whether these are the keys of this store; a first run writes down how that is known. Raises KeyFileError."""
        with engine.connect() as connection:
            known = {row.key_id: bytes(row.proof) for row in connection.execute(select(keyring))}
        for key_id, proof in known.items():
            try:
                self.open(proof, "keyring", key_id, "proof")
            except SealError:
                raise KeyFileError(
                    f"The store was sealed with another key (id {key_id}). Restore your backup of the key file: "
                    "nothing was changed. Without that key what is sealed is lost for good: "
                    "to begin anew, move the database away."
                ) from None
        for key_id in {self.first, self.newest} - known.keys():
            row = {"key_id": key_id, "proof": self._proof(key_id), "at": at}
            with writing(engine) as connection:
                add_once(connection, keyring, row)

    def _proof(self, key_id: str) -> bytes:
        """Sealed with the very key that it stands for."""
        nonce, which = os.urandom(NONCE_BYTES), bytes.fromhex(key_id)
        return (
            VERSION
            + which
            + nonce
            + self._ciphers[which].encrypt(nonce, _PROOF, _place(which, "keyring", key_id, "proof"))
        )


def has_sealed(engine: Engine) -> bool:
    """Whether this store knows of a key: then none may be made in its place."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(keyring)).scalar_one() > 0


def _sealing_key(key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kura-salama sealed fields").derive(key)


def _id(key: bytes) -> bytes:
    return bytes.fromhex(keys.code(key, "key", "id"))[:ID_BYTES]


def _place(key_id: bytes, table: str, row: str, column: str) -> bytes:
    return f"{key_id.hex()}:{table}:{row}:{column}".encode()
