"""What a file is found to be, by the process that looks at it."""

import os
import subprocess
import zlib
from hashlib import sha256
from pathlib import Path

import pytest

from shared.links.documents import pdf
from shared.links.documents.checking import Accepted, CheckBroken, Refused, check_document
from shared.links.documents.model import MAX_BYTES
from tests.support import pdfs

PARTS = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>")


def found(content: bytes) -> str:
    """The reason of a refusal, or ``accepted``."""
    verdict = check_document(content, {})
    return verdict.reason if isinstance(verdict, Refused) else "accepted"


def test_a_pdf_is_taken_with_its_digest_size_and_pages() -> None:
    content = pdfs.invoice(pages=3)
    assert check_document(content, {}) == Accepted(sha256(content).hexdigest(), len(content), 3)


def test_a_large_one_is_taken() -> None:
    picture = pdfs.stream(os.urandom(9_500_000), b"/Type/XObject/Subtype/Image/Filter/DCTDecode")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</A 4 0 R>>>>>>"
    assert found(pdfs.pdf_of(*PARTS, page, picture)) == "accepted"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><title>invoice.pdf</title></html>", "not_a_pdf"),
        (b"", "not_a_pdf"),
        (b"<html>" + pdfs.invoice(), "not_a_pdf"),
        (b"%PDF-1.7\n<html></html>\n%%EOF", "damaged"),
        (pdfs.invoice()[:-7], "damaged"),
        (pdfs.invoice()[:80] + b"\n%%EOF", "damaged"),
        (pdfs.invoice() + b"PK\x03\x04" + bytes(2_000), "damaged"),
        (pdfs.pdf_of(*PARTS, b"<</Type/Page/Parent 2 0 R>>"), "damaged"),
        (pdfs.pdf_of(*PARTS, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 0 842]>>"), "damaged"),
        (pdfs.pdf_of(PARTS[0], b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), "damaged"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.encrypted(user=""), "encrypted"),
        (pdfs.without_pages(), "no_pages"),
        (pdfs.invoice(pages=pdf.MOST_PAGES + 1), "too_many_pages"),
        (pdfs.bomb(500_000_000), "too_complex"),
    ],
    ids=lambda part: part if isinstance(part, str) else f"{len(part)} bytes",
)
def test_what_is_no_pdf_for_a_buyer_is_refused(content: bytes, reason: str) -> None:
    assert found(content) == reason


def test_pages_may_unpack_to_so_much_together() -> None:
    content = zlib.compress(b" " * 20_000_000, 9)
    pages = [pdf_of_pages(count, pdfs.stream(content, b"/Filter/FlateDecode")) for count in (5, 6)]
    assert [found(each) for each in pages] == ["accepted", "too_complex"]


def test_what_is_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("looked at"))
    assert check_document(bytes(MAX_BYTES + 1), {}) == Refused("too_large")


def test_what_takes_more_than_its_time_is_refused() -> None:
    assert check_document(pdfs.invoice(), {}, seconds=0) == Refused("too_complex")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("bytearray(700 * 1024 * 1024)", "too_complex"),
        ("os.kill(os.getpid(), 9)", "too_complex"),
        ("raise KeyError('/Root')", "damaged"),
        ("raise RecursionError", "too_complex"),
    ],
)
def test_a_parser_that_fails_or_is_ended_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, reason: str
) -> None:
    parser(tmp_path, monkeypatch, f"def PdfReader(*_):\n    {program}")
    assert found(pdfs.invoice()) == reason


def test_a_check_that_cannot_start_blames_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser(tmp_path, monkeypatch, "raise ImportError")
    with pytest.raises(CheckBroken):
        check_document(pdfs.invoice(), {})


def test_who_reads_the_file_may_take_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "limits"
    limits = ", ".join(f"resource.getrlimit(resource.RLIMIT_{name})" for name in ("AS", "CPU", "CORE", "NOFILE"))
    parser(tmp_path, monkeypatch, f"open({str(note)!r}, 'w').write(repr([{limits}]))")
    check_document(pdfs.invoice(), {})
    assert note.read_text() == str([(each, each) for each in (pdf.MEMORY, pdf.CPU_SECONDS, 0, 32)])


def test_who_reads_the_file_holds_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "environment"
    parser(tmp_path, monkeypatch, f"open({str(note)!r}, 'w').write(repr(sorted(os.environ)))")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    check_document(pdfs.invoice(), {"AWS_SESSION_TOKEN": "token", "LD_LIBRARY_PATH": "/lib"})
    names = note.read_text()
    assert "PYTHONPATH" in names
    assert "LD_LIBRARY_PATH" in names
    assert "AWS" not in names


def parser(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Have another one in the place of the real one."""
    package = folder / "pypdf"
    package.mkdir()
    errors = "class PyPdfError(Exception): pass\nclass LimitReachedError(PyPdfError): pass\n"
    (package / "errors.py").write_text(errors)
    (package / "__init__.py").write_text(f"import os, resource\n{program}\n")
    monkeypatch.syspath_prepend(str(folder))


def pdf_of_pages(count: int, content: bytes) -> bytes:
    """So many pages that all show the same."""
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return pdfs.pdf_of(PARTS[0], kids, page, content)
