"""The bodies with which a merchant reads notices and chooses them."""

from typing import Annotated

from pydantic import AfterValidator, Field, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from shared.fields import Moment, StrictModel
from shared.messaging.addresses import is_mail_address
from shared.notifications.model import NoticeKind
from shared.notifications.settings import Way


def _writable(text: str) -> str:
    if not is_mail_address(text):
        raise PydanticCustomError("invalid_email", "one mail address, such as name@example.com")
    return text


MailAddress = Annotated[str, StringConstraints(max_length=254), AfterValidator(_writable)]


class ReadRequest(StrictModel):
    """The body of ``POST /v1/notifications/read``: all that were made until then, the newest that somebody has seen."""

    until: Moment


class Switches(StrictModel):
    """Where notices of one kind are told; what is left out stays."""

    in_app: bool | None = None
    mail: bool | None = None


class SettingsChange(StrictModel):
    """The body of ``PATCH /v1/notification-settings``; ``null`` for the address means the merchant's own."""

    mail_to: MailAddress | None = None
    kinds: dict[Annotated[NoticeKind, Strict(False)], Switches] = Field(default_factory=dict)

    def switches(self) -> dict[tuple[NoticeKind, Way], bool]:
        """What is to be switched, one by one."""
        return {
            (kind, way): on
            for kind, switches in self.kinds.items()
            for way in Way
            if (on := getattr(switches, way)) is not None
        }
