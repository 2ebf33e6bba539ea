"""`stack.json`: what other programs may know about a running stack. The names are a promise."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from local.stack.errors import StackError


@dataclass(frozen=True)
class MerchantEntry:
    """A merchant that was created on the running stack, with a key to act for it."""

    id: str
    key: str
    name: str
    currency: str


@dataclass(frozen=True)
class StackDescription:
    """The addresses and keys of a running stack."""

    api_url: str
    stripe_url: str
    emulator_url: str
    region: str
    operator_key: str
    stripe_key: str
    webhook_secret: str
    connect_secret: str
    merchants: list[MerchantEntry] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the whole file at once: a reader never sees half of it, and only its owner sees it at all."""
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n")
        draft.replace(path)


def read_description(path: Path) -> StackDescription:
    """Read the description of the running stack."""
    try:
        stored = json.loads(path.read_text())
        merchants = [MerchantEntry(**entry) for entry in stored.pop("merchants")]
        return StackDescription(**stored, merchants=merchants)
    except FileNotFoundError as error:
        raise StackError(f"no stack is up: {path} is missing; start one with `make up`") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise StackError(f"{path} cannot be read: run `make down`, then `make up`") from error


def add_merchants(path: Path, merchants: list[MerchantEntry]) -> None:
    """Note merchants that were created, each once."""
    current = read_description(path)
    known = {entry.id for entry in current.merchants}
    current.merchants.extend(entry for entry in merchants if entry.id not in known)
    current.write(path)
