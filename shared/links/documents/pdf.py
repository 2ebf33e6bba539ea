"""Whether bytes are a PDF that a buyer can open: run alone, in a process without credentials and with little room.

    python -m shared.links.documents.pdf < file

says two lines: that it has started (what fails before that is not the file's fault), and what it found.
"""

import json
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

STARTED: Final = "started"
MOST_PAGES: Final = 1_000
MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space. A good document of 10 MiB needs less than a third of it."""
CPU_SECONDS: Final = 10
_MOST_CONTENT: Final = 100 * 1024 * 1024
"""Bytes of drawing instructions on all pages, unpacked; pictures are not counted."""
_END_WITHIN: Final = 1024
"""The end mark lies in the last so many bytes (ISO 32000-1, annex H.3, as readers take it)."""


class Refused(Exception):
    """The file is not taken; the text is a reason's code."""


def main() -> None:
    """Limits first, then the parser, then the file."""
    _limit()
    import pypdf  # noqa: F401 - what is missing in the package must show before the file is blamed

    _say(STARTED)
    try:
        found: dict[str, Any] = {"pages": count_pages(sys.stdin.buffer.read())}
    except Refused as refused:
        found = {"refused": str(refused)}
    _say(json.dumps(found))


def count_pages(content: bytes) -> int:
    """How many pages the document has.

    Raises :class:`Refused`: ``not_a_pdf``, ``damaged``, ``encrypted``, ``no_pages``, ``too_many_pages``,
    ``too_complex``. What the parser raises besides is a damaged file, too: for the caller to say.
    """
    if not content.startswith(b"%PDF-"):
        raise Refused("not_a_pdf")
    if b"%%EOF" not in content[-_END_WITHIN:]:
        raise Refused("damaged")
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError, PyPdfError

    try:
        return _pages_of(PdfReader(BytesIO(content)))
    except (LimitReachedError, MemoryError, RecursionError) as error:
        raise Refused("too_complex") from error
    except PyPdfError as error:
        raise Refused("damaged") from error


def _pages_of(reader: "PdfReader") -> int:
    if reader.is_encrypted:
        raise Refused("encrypted")
    pages = len(reader.pages)
    if not pages:
        raise Refused("no_pages")
    if pages > MOST_PAGES:
        raise Refused("too_many_pages")
    left = _MOST_CONTENT
    for page in reader.pages:
        left -= _content(page)
        if left < 0:
            raise Refused("too_complex")
    return pages


def _content(page: "PageObject") -> int:
    """Bytes of a page's drawing instructions, unpacked; a page has a size, and need not have anything on it."""
    if page.mediabox.width <= 0 or page.mediabox.height <= 0:
        raise Refused("damaged")
    content = page.get_contents()
    return 0 if content is None else len(content.get_data())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _limit() -> None:
    """The kernel ends what takes more: a parser of files from strangers is not trusted to see it coming."""
    if sys.platform == "linux":
        from resource import RLIMIT_AS, RLIMIT_CORE, RLIMIT_CPU, RLIMIT_NOFILE, setrlimit

        setrlimit(RLIMIT_AS, (MEMORY, MEMORY))
        setrlimit(RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        setrlimit(RLIMIT_CORE, (0, 0))
        setrlimit(RLIMIT_NOFILE, (32, 32))


if __name__ == "__main__":
    main()
