"""What an export covers: a kind of rows, a span of time, one currency or all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import rfc3339
from shared.errors import FieldError, InvalidRequest
from shared.moments import read_moment
from shared.money import EXPONENTS
from shared.table.due import CAUGHT_UP

LONGEST: Final = timedelta(days=366)

OVER: Final = CAUGHT_UP
"""How long ago a span must have ended: by then every row of it is in the index, so that two exports that border on each
other have each row once."""


class Kind(StrEnum):
    """What the rows are."""

    ORDERS = "orders"
    PAYMENTS = "payments"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one merchant from ``start`` up to, not including, ``end``; UTC."""

    merchant_id: str
    kind: Kind
    start: datetime
    end: datetime
    currency: str | None = None

    @property
    def since(self) -> str:
        """``start`` as sort keys begin."""
        return rfc3339(self.start)

    @property
    def until(self) -> str:
        """``end`` as sort keys begin."""
        return rfc3339(self.end)

    @property
    def filename(self) -> str:
        """What a browser is to call the file."""
        stamps = [moment.strftime("%Y%m%dT%H%M%SZ") for moment in (self.start, self.end)]
        return "-".join([self.kind, *stamps, *([self.currency] if self.currency else [])]) + ".csv"


def read_span(merchant_id: str, kind: Kind, wish: Mapping[str, Any], now: datetime) -> Span:
    """The span that ``from``, ``to`` and ``currency`` ask for. Raises :class:`InvalidRequest`, field by field.

    A time is RFC 3339 or a date, which is its first moment in UTC. Without ``to`` it ends a minute ago.
    """
    currency = wish.get("currency")
    if currency is not None and currency not in EXPONENTS:
        raise _refused("currency", "an ISO 4217 currency", "unknown_currency")
    last = now - OVER
    start = _moment("from", wish.get("from"))
    end = _moment("to", wish["to"]) if wish.get("to") is not None else last
    if end > last:
        raise _refused("to", "at least a minute ago: what is younger may not be found yet", "not_over")
    if start >= end:
        raise _refused("from", "before the end", "empty_span")
    if end - start > LONGEST:
        raise _refused("from", f"at most {LONGEST.days} days before the end", "span_too_long")
    # Sort keys have milliseconds: what lies between two of them is cut off at both ends alike.
    return Span(merchant_id, kind, _whole(start), _whole(end), currency)


def _moment(field: str, text: object) -> datetime:
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        if isinstance(text, str):
            return read_moment(text)
    except ValueError as error:
        raise _refused(field, _FORM) from error
    raise _refused(field, _FORM)


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FORM: Final = "an RFC 3339 time with a zone, or a date"


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _refused(field: str, message: str, code: str = "invalid_value") -> InvalidRequest:
    return InvalidRequest("the request is not valid", errors=[FieldError(field, code, message)])
