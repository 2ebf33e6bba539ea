"""What a file is, found out by a process that it cannot harm anything from."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from os import pathsep
from typing import Final

from shared.links.documents import pdf
from shared.links.documents.model import MAX_BYTES

SECONDS: Final = 25
"""Until an answer must be there; the process' own limit of CPU time comes first where there is a whole core."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A PDF: its digest (hex), its bytes and its pages."""

    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not to be shown to a buyer; ``reason`` is a stable code."""

    reason: str


class CheckBroken(Exception):
    """The check itself cannot run here: nothing is said about the file."""


def check_document(content: bytes, variables: Mapping[str, str], seconds: int = SECONDS) -> Accepted | Refused:
    """Whether this is a PDF that can be shown to a buyer; ``variables`` are the platform's.

    Reasons: ``too_large``, ``not_a_pdf``, ``damaged``, ``encrypted``, ``no_pages``, ``too_many_pages``, ``too_complex``
    (it needs more time or room than any invoice). Raises :class:`CheckBroken`.
    """
    if len(content) > MAX_BYTES:
        return Refused("too_large")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-S", "-P", "-m", pdf.__name__],
            input=content,
            env=_environment(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Refused("too_complex")
    said = done.stdout.decode().splitlines()
    if said[:1] != [pdf.STARTED]:
        raise CheckBroken(f"the check of documents did not start: exit code {done.returncode}")
    if len(said) == 1:
        # Ended by a limit, or by an error that the parser did not foresee.
        return Refused("too_complex" if done.returncode < 0 else "damaged")
    return _verdict(json.loads(said[1]), content)


def _verdict(found: dict[str, object], content: bytes) -> Accepted | Refused:
    pages, reason = found.get("pages"), found.get("refused")
    if isinstance(pages, int):
        return Accepted(sha256(content).hexdigest(), len(content), pages)
    return Refused(str(reason))


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Where code lies, and nothing else: no credentials for who reads files of strangers."""
    kept = {name: variables[name] for name in ("LD_LIBRARY_PATH",) if name in variables}
    return kept | {"PYTHONPATH": pathsep.join(path for path in sys.path if path)}
