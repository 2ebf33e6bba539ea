"""What the product asks of those who carry messages to people.

A message is handed over once. Every call raises one of these of :mod:`shared.errors`, and nothing else:
``ProviderRejected`` when it was refused for good, ``ProviderUnavailable`` when it was certainly not taken now and may
be handed over later, ``OutcomeUnknown`` when nobody knows whether it was taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A plain-text mail to one person.

    ``sender_name`` stands before the deployment's own address. ``tags`` come back with every event about the mail:
    names and values of letters, digits, ``_`` and ``-``.
    """

    to: str
    subject: str
    text: str
    sender_name: str
    reply_to: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class SmsSender(Protocol):
    """Text messages; numbers are E.164."""

    def is_opted_out(self, number: str) -> bool:
        """Whether this person wants no messages from us; ``False`` also where the provider does not say."""
        ...

    def send(self, number: str, text: str) -> str:
        """Hand the message over; the provider's id of it."""
        ...


class MailSender(Protocol):
    """Mail."""

    def send(self, mail: Mail) -> str:
        """Hand the mail over; the provider's id of it."""
        ...
