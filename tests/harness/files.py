"""Files: those that people send, and those that the bot uploads. The content of each is kept."""

from dataclasses import dataclass
from typing import Any

from tests.harness.fields import Fields, Upload
from tests.harness.kinds import WITH_FILES
from tests.harness.refusals import RefusedError, bad_request

LARGEST_PHOTO, LARGEST_UPLOAD, LARGEST_DOWNLOAD = 10 << 20, 50 << 20, 20 << 20
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
_FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents"}


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    kind: str
    name: str
    content: bytes
    path: str

    @property
    def json(self) -> dict[str, Any]:
        return {"file_id": self.file_id, "file_unique_id": f"u-{self.file_id}", "file_size": len(self.content)}


class Files:
    """By their file_id, which for Telegram holds the kind: a document's cannot be sent as a photo."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        for kind in WITH_FILES:
            self.put(kind, f"{kind}.bin", b"by a person", f"{kind}-by-a-person")

    def put(self, kind: str, name: str, content: bytes, file_id: str = "") -> StoredFile:
        number = len(self._files) + 1
        path = f"{_FOLDERS.get(kind, kind)}/file_{number}{_ending(name)}"
        file = StoredFile(file_id or f"{kind}-{number}", kind, name, content, path)
        self._files[file.file_id] = file
        return file

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def of(self, fields: Fields, kind: str) -> StoredFile:
        """The file of a call: uploaded with it, or named by its file_id."""
        upload, reference = fields.uploads.get(kind), fields.text(kind)
        if reference.startswith("attach://"):
            upload = fields.uploads.get(reference.removeprefix("attach://"))
        if upload:
            return self._uploaded(kind, upload)
        file = self.get(reference)
        if not file:
            raise bad_request("wrong remote file identifier specified, or an address, which is not known here")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    def _uploaded(self, kind: str, upload: Upload) -> StoredFile:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > LARGEST_UPLOAD:
            raise RefusedError(413, "Request Entity Too Large")
        if kind == "photo" and len(upload.content) > LARGEST_PHOTO:
            raise bad_request(f"file of size {len(upload.content)} bytes is too big for a photo")
        if kind == "photo" and not upload.content.startswith(_PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        return self.put(kind, upload.name, upload.content)


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2]}" if "." in name else ""
