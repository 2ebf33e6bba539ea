"""A call and its answer as they are on the wire, whichever client sent it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_IDS = re.compile(r"(?<=/)(?!v1/)[A-Za-z0-9_]*\d[A-Za-z0-9_]*")
_NOT_KEPT = frozenset({"connection", "content-length", "transfer-encoding", "date", "server", "x-amz-crc32"})


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def target(self) -> str | None:
        """``DynamoDB_20120810.PutItem`` for a call of AWS's JSON protocols."""
        return self.headers.get("x-amz-target")

    @property
    def kind(self) -> str:
        """What is done, without what it is done to: the same from run to run."""
        if self.target:
            return self.target
        return f"{self.method} {_IDS.sub('*', self.path.partition('?')[0])}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to a call."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def kept_headers(self) -> dict[str, str]:
        """Those that belong to the answer, not to the connection it came by."""
        return {name: value for name, value in self.headers.items() if name.lower() not in _NOT_KEPT}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A call with its answer."""

    call: Call
    reply: Reply
