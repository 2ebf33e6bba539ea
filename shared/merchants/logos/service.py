"""What a merchant does with its logo."""

import hashlib
from typing import NoReturn

from shared.clock import Clock
from shared.errors import BodyTooLarge, FieldError, InvalidRequest, NotFound
from shared.merchants.logos.image import NotAPicture, read_picture
from shared.merchants.logos.model import MAX_BYTES, SIDES, Logo
from shared.merchants.logos.store import kept_writes, read_logo, removed_writes
from shared.table.port import Table, TransactionFailed


def keep_logo(table: Table, clock: Clock, merchant_id: str, content: bytes) -> Logo:
    """The logo in place of any before it; the same again changes nothing that anybody sees.

    Raises ``BodyTooLarge``, and ``InvalidRequest`` for what is no still PNG, JPEG or WebP of a fitting size.
    """
    if len(content) > MAX_BYTES:
        raise BodyTooLarge(f"a logo has at most {MAX_BYTES} bytes", code="logo_too_large")
    try:
        picture = read_picture(content)
    except NotAPicture as error:
        _refuse("not_a_picture", str(error))
    least, most = SIDES
    if not (least <= picture.width <= most and least <= picture.height <= most):
        _refuse("logo_dimensions", f"each side has {least} to {most} pixels")
    logo = Logo(
        merchant_id=merchant_id,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        updated_at=clock.now(),
    )
    try:
        table.transact(kept_writes(logo))
    except TransactionFailed as missing:
        raise NotFound("no such merchant") from missing
    return logo


def find_logo(table: Table, merchant_id: str, digest: str | None = None) -> Logo:
    """Raises ``NotFound``, also when it is not (or no longer) the one with this ``digest``."""
    logo = read_logo(table, merchant_id)
    if logo is None or digest not in (None, logo.digest):
        raise NotFound("no such logo")
    return logo


def remove_logo(table: Table, merchant_id: str) -> None:
    """From now on pages show the name alone; also when there was none. Raises ``NotFound`` for no merchant."""
    try:
        table.transact(removed_writes(merchant_id))
    except TransactionFailed as missing:
        raise NotFound("no such merchant") from missing


def _refuse(code: str, message: str) -> NoReturn:
    raise InvalidRequest("the logo cannot be taken", code=code, errors=[FieldError("body", code, message)])
