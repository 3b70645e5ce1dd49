"""Files of every supported type are read, and every other is refused with a sentence that helps."""

from pathlib import Path

import pytest
from pypdf import PdfWriter

from knowledge import readers
from knowledge.errors import UnreadableError
from knowledge.readers import markdown


def pdf(*pages: str) -> bytes:
    """A minimal PDF: one text line of Helvetica for every line of a page."""
    streams = [_stream(page) for page in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        box = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail


def _stream(page: str) -> bytes:
    rows = [row.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for row in page.split("\n")]
    shown = "\n".join(f"({row}) Tj T*" for row in rows)
    return f"BT /F1 11 Tf 14 TL 50 800 Td\n{shown}\nET".encode("cp1252")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        readers.read(path)
    return str(caught.value)


def test_a_text_is_read_as_it_stands(folder: Path) -> None:
    assert readers.read(put(folder, "a.txt", b"Kura ni siri.\n\n  Ndiyo.")).text == "Kura ni siri.\n\n  Ndiyo."


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    assert readers.read(put(folder, "a.txt", b"\xef\xbb\xbfVote.")).text == "Vote."


def test_line_ends_of_windows_become_plain_ones(folder: Path) -> None:
    assert readers.read(put(folder, "a.md", b"One.\r\nTwo.\rThree.")).text == "One.\nTwo.\nThree."


def test_the_suffix_may_be_in_capitals(folder: Path) -> None:
    assert readers.read(put(folder, "A.TXT", b"Vote.")).text == "Vote."


def test_a_latin_1_text_is_refused_with_the_line_and_the_remedy(folder: Path) -> None:
    message = refusal(put(folder, "old.txt", "Vote.\nCôte".encode("latin-1")))
    assert "old.txt" in message
    assert "line 2" in message
    assert "UTF-8" in message


def test_a_binary_file_under_a_text_name_is_refused(folder: Path) -> None:
    assert "not plain text" in refusal(put(folder, "a.txt", b"\x00\x01\x02"))


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_text_is_refused(folder: Path, content: bytes) -> None:
    message = refusal(put(folder, "empty.txt", content))
    assert "empty.txt" in message
    assert "holds no text" in message


def test_a_file_that_is_gone_is_refused(folder: Path) -> None:
    for name in ("gone.txt", "gone.md", "gone.pdf"):
        assert f"{name}: the file could not be opened" in refusal(folder / name)


def test_another_type_is_refused_with_the_list_of_supported_ones(folder: Path) -> None:
    message = refusal(put(folder, "notice.xyz", b"PK"))
    assert "notice.xyz" in message
    for suffix in readers.SUPPORTED:
        assert suffix in message


def test_front_matter_and_body_are_parted() -> None:
    assert markdown.split_front_matter('+++\nid = "a"\n+++\n## en\nVote.') == ('id = "a"', "## en\nVote.")


def test_a_markdown_without_front_matter_is_all_body() -> None:
    assert markdown.split_front_matter("## en\n+++\nVote.") == ("", "## en\n+++\nVote.")
    assert markdown.body("Vote.") == "Vote."


def test_front_matter_that_never_ends_is_refused_by_the_name_of_the_file(folder: Path) -> None:
    message = refusal(put(folder, "card.md", b'+++\nid = "a"\n\nVote.'))
    assert "card.md" in message
    assert "never closed" in message


def test_a_markdown_is_read_with_its_front_matter(folder: Path) -> None:
    text = '+++\nid = "a"\n+++\nVote.'
    assert readers.read(put(folder, "card.md", text.encode())).text == text


def test_a_pdf_is_read_page_by_page(folder: Path) -> None:
    text = readers.read(
        put(folder, "a.pdf", pdf("The first page.\nIts second line.", "The second page (of two)."))
    ).text
    first, second = text.split("\f")
    assert first.split("\n")[:2] == ["The first page.", "Its second line."]
    assert second.strip() == "The second page (of two)."


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n%%EOF",
        b"%PDF-1.7 no PDF at all",
        pdf("Bring your identity card to the polling station and vote.")[:200],
    ],
)
def test_a_damaged_pdf_is_refused_with_a_remedy(folder: Path, content: bytes) -> None:
    message = refusal(put(folder, "torn.pdf", content))
    assert "torn.pdf" in message
    assert "damaged" in message
    assert "another copy" in message


def test_a_pdf_under_a_password_is_refused(folder: Path) -> None:
    message = refusal(locked(folder, password="siri"))
    assert "locked.pdf" in message
    assert "password" in message


def test_a_pdf_that_is_locked_against_printing_only_is_read(folder: Path) -> None:
    assert (
        readers.read(locked(folder, password="")).text.strip()
        == "Bring your identity card to the polling station and vote."
    )


def locked(folder: Path, password: str) -> Path:
    writer = PdfWriter(
        clone_from=put(folder, "open.pdf", pdf("Bring your identity card to the polling station and vote."))
    )
    writer.encrypt(password, owner_password="mwenye", algorithm="AES-256")
    path = folder / "locked.pdf"
    writer.write(path)
    return path


def test_a_scanned_pdf_is_refused_with_a_remedy(folder: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(folder / "scan.pdf")
    message = refusal(folder / "scan.pdf")
    assert "scan.pdf" in message
    assert "OCR" in message
