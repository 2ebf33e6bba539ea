"""A merchant that is told things, and what it sees of them."""

import json
from typing import Any

from functions.manage_notifications.handler import lambda_handler as manage_notifications
from functions.record_deliveries.handler import lambda_handler as record_deliveries
from shared.notifications.model import NoticeKind, NoticeValues
from shared.notifications.store import notice_put, tell
from tests.functional.handlers.handing_over import the_sending
from tests.functional.handlers.shop import Shop
from tests.support.samples import sample
from tests.support.world import Answer, Json

FAILED: NoticeValues = {"amount": 1_250, "currency": "EUR", "reason": "insufficient_funds"}


class Notified:
    """Its notices come as the product's other parts write them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.world = shop.world

    def tell(
        self, kind: NoticeKind = NoticeKind.CHARGE_FAILED, occasion: str = "1", values: NoticeValues = FAILED
    ) -> str:
        """Something happened; the id of its notice."""
        put = notice_put(self.shop.id, kind, "pay_" + "0" * 26, occasion, values, self.world.clock.now())
        tell(self.world.table, put)
        return str(put.item["id"])

    def call(self, route: str, **changes: Any) -> Answer:
        """As this merchant."""
        asked: Json = {"query": {}, "authorizer": self.shop.me} | changes
        return self.world.call(manage_notifications, "manage_notifications", route, **asked)

    def listed(self, **query: str) -> list[Json]:
        """The notices that it sees."""
        answer = self.call("GET /v1/notifications", query=query)
        assert answer.status == 200, answer.text
        return list(answer.json["data"])

    def read(self, notice_id: str) -> Answer:
        """It has read one."""
        return self.call("POST /v1/notifications/{notification_id}/read", path={"notification_id": notice_id}, body={})

    def read_until(self, until: str) -> Answer:
        """It has read all of them up to then."""
        return self.call("POST /v1/notifications/read", body={"until": until})

    def settings(self) -> Json:
        """What it wants."""
        return dict(self.call("GET /v1/notification-settings").json)

    def change(self, **body: Any) -> Answer:
        """It wants something else."""
        return self.call("PATCH /v1/notification-settings", body=body)

    def switch(self, way: str, *, on: bool, kind: NoticeKind = NoticeKind.CHARGE_FAILED) -> None:
        """One kind, one way."""
        answer = self.change(kinds={kind: {way: on}})
        assert answer.json["kinds"][kind][way] is on, answer.text


def mail_of(told: Notified) -> Json:
    """What its one notice says of its mail."""
    (notice,) = told.listed()
    return dict(notice["mail"])


def written(told: Notified) -> Json:
    """The mail of its one notice, stored and not handed over; the message that asks for that is taken away."""
    told.tell()
    told.world.relay()
    told.world.deliver_messages()
    told.world.relay()
    return the_sending(told.shop)


def ses_tells(sending: Json, kind: str) -> None:
    """An event of SES about this mail, with the tags that it was handed over with."""
    event = sample("record_deliveries")
    (record,) = event["Records"]
    body = json.loads(record["body"])
    about = "orderpay_link" if "link_id" in sending else "orderpay_notice"
    owner = sending.get("link_id") or sending["notice_id"]
    tags = {about: [owner], "orderpay_sending": [sending["id"]]}
    others = {name: value for name, value in body["detail"]["mail"]["tags"].items() if not name.startswith("orderpay")}
    body["detail"] |= {"eventType": kind}
    body["detail"]["mail"]["tags"] = others | tags
    record["body"] = json.dumps(body)
    assert record_deliveries(event, None) == {"batchItemFailures": []}
