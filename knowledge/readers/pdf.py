"""PDF: the text of its pages, by pypdf. For files nobody vouches for, run it in a capped child process."""

from pathlib import Path

from pypdf import PasswordType, PdfReader

from knowledge.errors import UnreadableError

PAGE_BREAK = "\f"


def read(path: Path) -> str:
    """Pages are parted by a form feed. Raises UnreadableError where there is no text to be had."""
    try:
        text = PAGE_BREAK.join(_pages(path))
    except UnreadableError:
        raise
    except OSError as error:
        raise UnreadableError(
            f"{path.name}: the file could not be opened ({error.strerror}). "
            "Check that it is there and that its permissions let it be read."
        ) from error
    # A damaged file makes pypdf raise PyPdfError or, as likely, KeyError, TypeError, RecursionError: all one to us.
    except Exception as error:
        raise UnreadableError(
            f"{path.name}: the PDF is damaged ({type(error).__name__}). "
            "Open it in a PDF viewer and print it to a new PDF, or ask its publisher for another copy."
        ) from error
    if not text.strip():
        raise UnreadableError(
            f"{path.name}: the PDF holds no text; its pages are probably scanned pictures. "
            "Run text recognition (OCR) on it and have a person check the result, or type the text into a .txt file."
        )
    return text


def _pages(path: Path) -> list[str]:
    reader = PdfReader(path)
    # Many PDFs are locked against printing only: those open with an empty password.
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise UnreadableError(
            f"{path.name}: the PDF is protected by a password. Save a copy without the password and add that."
        )
    return [page.extract_text() for page in reader.pages]
