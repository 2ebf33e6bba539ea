"""A logo as it is kept and told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shared.clock import rfc3339

MAX_BYTES: Final = 100 * 1024
"""Of the picture: a buyer's phone fetches it before the amount is read, and an item of the table takes 400 KB."""

SIDES: Final = (16, 2_000)
"""Least and most pixels of each side: what a browser may have to unpack is bounded with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """``digest`` is the SHA-256 of ``content``, in hex."""

    merchant_id: str
    media_type: str
    width: int
    height: int
    digest: str
    content: bytes
    updated_at: datetime

    @property
    def path(self) -> str:
        """Below our public address; another picture has another path, so that it may be cached for ever."""
        return f"/logos/{self.merchant_id}/{self.digest}"

    def public(self, base_url: str) -> dict[str, Any]:
        """The logo as the API shows it."""
        return {
            "url": f"{base_url}{self.path}",
            "media_type": self.media_type,
            "width": self.width,
            "height": self.height,
            "size": len(self.content),
            "sha256": self.digest,
            "updated_at": rfc3339(self.updated_at),
        }
