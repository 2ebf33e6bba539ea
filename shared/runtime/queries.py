"""Query parameters, held to what a route takes: a misspelled filter must not silently show everything."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from shared.errors import FieldError, InvalidRequest

_MOST_TOLD = 20
_LONGEST_TOLD = 64


def check_query(event: Mapping[str, Any], known: frozenset[str] | None) -> None:
    """Raises :class:`InvalidRequest` for a parameter that is unknown, empty, or there more than once.

    API Gateway joins repeated ones with commas (payload 2.0), which could be a value as well: the raw query tells.
    """
    given: Mapping[str, str] = event.get("queryStringParameters") or {}
    if known is None or not given:
        return
    found = list(_findings(given, known, _times(event.get("rawQueryString") or "")))
    if found:
        raise InvalidRequest("the request is not valid", errors=found[:_MOST_TOLD])


def _findings(given: Mapping[str, str], known: frozenset[str], times: Mapping[str, int]) -> Iterator[FieldError]:
    for name, value in given.items():
        if name not in known:
            takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
            yield FieldError(name[:_LONGEST_TOLD], "unknown_parameter", f"no query parameter of this route; {takes}")
        elif times.get(name, 1) > 1:
            yield FieldError(name, "repeated_parameter", "once, not several times")
        elif not value:
            yield FieldError(name, "empty_parameter", "a value, or not at all")


def _times(raw: str) -> dict[str, int]:
    times: dict[str, int] = {}
    for part in raw.split("&"):
        name = unquote_plus(part.partition("=")[0])
        times[name] = times.get(name, 0) + 1
    return times
