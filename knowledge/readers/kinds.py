"""Which files can be read; whether a file is what its name says; and how to turn another kind into one that can."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import UnreadableError

TEXTS = frozenset({".md", ".txt", ".csv"})
CHILDS = frozenset({".pdf", ".docx", ".html", ".htm"})  # read in the capped child only
SUPPORTED = TEXTS | CHILDS

_HEAD, _TAIL = 1024, 70_000
_SAVE_AS = "open it in a word processor (LibreOffice, Word, Google Docs) and save it as .docx"
_SHEET = "open it in a spreadsheet (LibreOffice, Excel, Google Sheets) and save the sheet as CSV in UTF-8"
_SLIDES = "open it in its program and export it as PDF"
_PICTURE = "run text recognition (OCR) on it, have a person check the result, and save that as .txt"
REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wps", ".dot", ".dotx"), _SAVE_AS),
        ".docm": f"it may hold macros: {_SAVE_AS}, without macros",
        **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".numbers"), _SHEET),
        **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), _SLIDES),
        **dict.fromkeys((".epub", ".mobi"), "open it in a reader and copy its text into a .txt file"),
        **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".heic", ".bmp"), _PICTURE),
        **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), "unpack it and add its documents one by one"),
        **dict.fromkeys(
            (".mht", ".mhtml", ".xhtml", ".xml"), "save the page from the browser as “web page, HTML only”"
        ),
        **dict.fromkeys((".eml", ".msg"), "copy its text into a .txt file, without names and addresses"),
    }
)


def check(path: Path) -> None:
    """Raises UnreadableError, with the way to convert, unless the file is of a kind that can be read and begins so."""
    suffix = path.suffix.lower()
    if suffix not in SUPPORTED:
        raise UnreadableError(f"{path.name}: {remedy(path)}")
    if path.exists() and not path.is_file():
        raise UnreadableError(f"{path.name}: is no file but a folder or a device. Remove it from the library folder.")
    if suffix in CHILDS:
        _check_signature(path, suffix)


def remedy(path: Path) -> str:
    """What to do with a file of a kind that cannot be read."""
    advice = REMEDIES.get(path.suffix.lower(), "save it as one of those that can, or remove it from the library folder")
    return f"files of this type cannot be read: {advice}. Read are {', '.join(sorted(SUPPORTED))}."


def _check_signature(path: Path, suffix: str) -> None:
    """Looks at the first and last bytes only. A file that is two kinds at once is not what it seems."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, file.seek(0, 2) - _TAIL))
            tail = file.read(_TAIL)
    except OSError as error:
        raise UnreadableError(
            f"{path.name}: the file could not be opened ({error.strerror}). "
            "Check that it is there and that its permissions let it be read."
        ) from error
    if not head:
        raise UnreadableError(f"{path.name}: the file is empty. Ask for another copy.")
    found = _kind(head)
    is_also_zip = found != ".docx" and b"PK\x05\x06" in tail and b"PK\x03\x04" in head + tail
    is_also_pdf = found in (".docx", ".html", "unknown") and b"%PDF-" in head
    if is_also_zip or is_also_pdf:
        raise UnreadableError(f"{path.name}: is two kinds of file at once. Do not use it; ask for another copy.")
    if found != (".html" if suffix == ".htm" else suffix):
        raise UnreadableError(
            f"{path.name}: is not what its name says: {_NAMES[found]}. "
            "Give it its true ending, or ask for another copy."
        )


_NAMES = {
    ".pdf": "it is a PDF",
    ".docx": "it is a zip or a DOCX",
    ".html": "it is a text or a web page",
    "old": "it is an old Word or Excel file; save it as .docx or CSV",
    "rtf": f"it is an RTF file; {_SAVE_AS}",
    "program": "it is a program",
    "picture": "it is a picture",
    "unknown": "what it is cannot be told",
}
_SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".docx"),
    (b"\xd0\xcf\x11\xe0", "old"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)


def _kind(head: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    # Readers of PDF forgive a byte order mark or an empty line before it; nothing else stands before an honest one.
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return ".pdf"
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "unknown"
    return ".html"
