"""Logos as table items of their own; the merchant's item keeps what a page needs to name it."""

import base64

from shared.clock import parse_rfc3339, rfc3339
from shared.ids import is_id
from shared.merchants.logos.model import Logo
from shared.table.keys import logo_key, merchant_key
from shared.table.port import PRESENT, Condition, Item, Put, Table, Update, Write

_OURS = Condition("attribute_not_exists(#pk) OR #kind = :logo", {"logo": "logo"})


def kept_writes(logo: Logo) -> list[Write]:
    """The picture, and the merchant's pointer to it, together."""
    pk, sk = logo_key(logo.merchant_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "kind": "logo",
        "media_type": logo.media_type,
        "width": logo.width,
        "height": logo.height,
        "digest": logo.digest,
        "content": base64.b64encode(logo.content).decode(),
        "updated_at": rfc3339(logo.updated_at),
    }
    pointer = {"path": logo.path, "width": logo.width, "height": logo.height}
    return [Put(item, _OURS), Update(merchant_key(logo.merchant_id), {"logo": pointer}, condition=PRESENT)]


def removed_writes(merchant_id: str) -> list[Write]:
    """Nothing of the picture is left, and no page names it."""
    emptied = Update(
        logo_key(merchant_id),
        {"kind": "logo"},
        remove=("content", "digest", "media_type", "width", "height", "updated_at"),
        condition=_OURS,
    )
    return [emptied, Update(merchant_key(merchant_id), {}, remove=("logo",), condition=PRESENT)]


def read_logo(table: Table, merchant_id: str) -> Logo | None:
    """One read; ``None`` when there is none, or no more."""
    item = table.get(logo_key(merchant_id)) if is_id("mer", merchant_id) else None
    if item is None or "content" not in item:
        return None
    return Logo(
        merchant_id=merchant_id,
        media_type=item["media_type"],
        width=item["width"],
        height=item["height"],
        digest=item["digest"],
        content=base64.b64decode(item["content"]),
        updated_at=parse_rfc3339(item["updated_at"]),
    )
