"""What kept editions learnt, for a build that would learn exactly the same: its files are copied.

Learning takes a large part of a build, and an edition is often made anew without any question changed. A file that is
not what its edition's manifest says of it is never taken over.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from knowledge.editions import Shelf
from knowledge.models import Manifest


class Learnt:
    """The recognisers of the editions on a shelf, found by the digest of what they were learnt from."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def take_over(self, what: str, digest: str, folder: Path) -> bool:
        """Copy into `folder` what an edition learnt from exactly this; False where none did, or its files are damaged.

        `what` is recognition.CARDS or KINDS, `digest` that of `recognition.digest`.
        """
        for manifest in self._shelf.editions():
            files = self._files(manifest, what, digest)
            for name, content in files.items():
                (folder / name).write_bytes(content)
            if files:
                return True
        return False

    def _files(self, manifest: Manifest, what: str, digest: str) -> Mapping[str, bytes]:
        """The files of a recogniser by name; none unless it was learnt from exactly this, and all are whole."""
        told = f"{what}.json"
        names = [name for name in manifest.hashes if name.startswith(f"{what}.")]
        try:
            files = {told: self._whole(manifest, told)}
            if json.loads(files[told]).get("learnt_from") != digest:
                return {}
            return files | {name: self._whole(manifest, name) for name in names}
        except (OSError, _DamagedError):
            return {}

    def _whole(self, manifest: Manifest, name: str) -> bytes:
        content = (self._shelf.path(manifest.edition) / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != manifest.hashes.get(name):
            raise _DamagedError
        return content


class _DamagedError(Exception):
    """A file is not the one that the manifest names."""
