"""Which notices a merchant wants, and where: kept setting by setting, so that two changes at once both hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from shared.errors import InvalidRequest
from shared.notifications.model import KINDS, NoticeKind
from shared.table.notice_keys import notice_settings_key
from shared.table.port import Item, Table, Update

if TYPE_CHECKING:
    from shared.notifications.request import SettingsChange


class Way(StrEnum):
    """How a notice is told."""

    IN_APP = "in_app"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """``mail_to`` is ``None`` for the merchant's own address; ``chosen`` holds what differs from the kinds' table."""

    mail_to: str | None = None
    chosen: Mapping[tuple[NoticeKind, Way], bool] = field(default_factory=dict)

    def wants(self, kind: NoticeKind, way: Way) -> bool:
        """Whether notices of this kind are told in this way."""
        usual: bool = getattr(KINDS[kind], way)
        return self.chosen.get((kind, way), usual)

    def public(self, merchant_email: str | None) -> dict[str, Any]:
        """The settings as the API shows them; ``address`` is where mail really goes."""
        return {
            "mail_to": self.mail_to,
            "address": self.mail_to or merchant_email,
            "kinds": {kind: {way: self.wants(kind, way) for way in Way} for kind in NoticeKind},
        }


def settings_from_item(item: Item | None) -> NoticeSettings:
    """The settings in an item; the usual ones where there is none."""
    if item is None:
        return NoticeSettings()
    chosen = {(kind, way): item[name] for kind, way, name in _NAMES if name in item}
    return NoticeSettings(item.get("mail_to"), chosen)


def read_notice_settings(table: Table, merchant_id: str) -> NoticeSettings:
    """One read."""
    return settings_from_item(table.get(notice_settings_key(merchant_id)))


def change_notice_settings(table: Table, merchant_id: str, change: "SettingsChange") -> NoticeSettings:
    """Set what was sent; ``null`` for the address: the merchant's own again. Raises ``InvalidRequest`` for nothing."""
    changes = change.switches()
    if not changes and "mail_to" not in change.model_fields_set:
        raise InvalidRequest("nothing to change", code="empty_change")
    assignments: dict[str, Any] = {_name(kind, way): on for (kind, way), on in changes.items()}
    if change.mail_to is not None:
        assignments["mail_to"] = change.mail_to
    removed = ("mail_to",) if "mail_to" in change.model_fields_set and change.mail_to is None else ()
    assignments |= {"kind": "notice_settings", "merchant_id": merchant_id}
    # Nothing that was read decides here, and each switch stands for itself: there is no condition to hold.
    return settings_from_item(table.update(Update(notice_settings_key(merchant_id), assignments, remove=removed)))


def _name(kind: NoticeKind, way: Way) -> str:
    return f"{way}_{kind}"


_NAMES: Final = tuple((kind, way, _name(kind, way)) for kind in NoticeKind for way in Way)
