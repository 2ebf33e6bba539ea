"""Exports as CSV."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, Strict

from contracts.responses.answer import AT, BASE_URL, Answer, Currency, Made, Moment, Url, page_of
from shared.exports import span

_ID = "exp_01hq3k5v7x9zbdfgjkmnpqrst2"


class Export(Answer):
    """A large export, as far as it is written."""

    id: str = Field(description="Its id.", pattern="^exp_[0-9a-hjkmnp-tv-z]{26}$", examples=[_ID])
    kind: Annotated[span.Kind, Strict(False)] = Field(description="What its rows are.")
    since: Moment = Field(alias="from", description="Its rows are from then on.")
    to: Moment = Field(description="Up to then, not including it.")
    currency: Currency | None = Field(description="Only these; null: all.")
    status: Literal["running", "ready", "failed"] = Field(description="Where it stands.")
    rows: int = Field(description="Written so far, without the line of names.", ge=0)
    bytes: int = Field(description="Written so far.", ge=0)
    url: Url | None = Field(
        description="Where the file can be got for 15 minutes; null while there is none, or no more."
    )
    failure: str | None = Field(
        description="Why it failed: `journal_incomplete`, `too_large`, `interrupted` or `not_assembled`; else null."
    )
    created_at: Made
    finished_at: Moment | None = Field(description="When it was ready, or failed.")
    expires_at: Moment | None = Field(description="When the file is gone.")

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "kind": "orders",
        "from": "2026-10-01T00:00:00.000Z",
        "to": "2026-11-01T00:00:00.000Z",
        "currency": None,
        "status": "ready",
        "rows": 184_203,
        "bytes": 51_208_434,
        "url": f"{BASE_URL}/exports/orders.csv",
        "failure": None,
        "created_at": AT,
        "finished_at": AT,
        "expires_at": "2026-11-29T03:12:42.123Z",
    }


ExportList = page_of(Export, "ExportList", "A page of large exports.")
