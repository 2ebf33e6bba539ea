"""Fees against journal lines, and both against the messages that they were for."""

from collections import Counter

from shared.wallets.model import LineKind
from shared.wallets.store import page_from_item
from tests.support.outbox import outbox
from tests.support.world import Json, World


def fees_add_up(world: World) -> None:
    """Each fee was taken once and went back at most once; it is with us exactly while its message may have gone out."""
    lines = [line for page in map(page_from_item, world.items("page")) for line in page.lines]
    fees = world.items("fee")
    taken = Counter((line.reference, line.amount) for line in lines if line.kind is LineKind.FEE)
    assert taken == Counter((fee["id"], -fee["amount"]) for fee in fees)
    back = Counter((line.reference, line.amount) for line in lines if line.kind is LineKind.FEE_RETURNED)
    assert back == Counter((fee["id"], fee["amount"]) for fee in fees if fee["state"] == "returned")
    sendings = {item["id"]: item for item in world.items("sending")}
    links = {link["id"] for link in world.items("link")}
    fees = [fee for fee in fees if fee["link_id"] in links]  # The others' messages are forgotten.
    for fee in fees:
        status = sendings[fee["id"]]["status"]
        assert (status == "failed") == (fee["state"] == "returned"), f"{fee['id']} is {status}, its fee {fee['state']}"
    charged = Counter(str(item["id"]) for item in sendings.values() if item.get("fee"))
    assert charged == Counter(str(fee["id"]) for fee in fees)


def tags_of(mail: Json) -> set[str]:
    """What a mail is about; an SMS carries none."""
    return {tag["Value"] for tag in mail.get("EmailTags", [])}


def every_notice_has_one_mail_or_none(world: World) -> None:
    """Where one is said to be written, there it is, unless it went with the link that it named; and no other."""
    mails = Counter(item["notice_id"] for item in world.items("sending") if "notice_id" in item)
    written = [item for item in world.items("notice") if item["mail"] == "written"]
    assert mails <= Counter(item["id"] for item in written)
    links = {link["id"] for link in world.items("link")}
    kept = [item["id"] for item in written if item["values"].get("link", "") in {"", *links}]
    assert Counter(kept) <= mails


def nobody_was_written_to_twice(world: World) -> None:
    """As many messages went out as there are sendings that may have, and never more."""
    for channel, told in (("sms", outbox.sms), ("email", outbox.mails)):
        of_channel = [item for item in world.items("sending") if item["channel"] == channel]
        said = [
            item["Message"] if channel == "sms" else item["Content"]["Simple"]["Body"]["Text"]["Data"] for item in told
        ]
        # Each names its link, or its notice; what was sent of one that is forgotten is forgotten.
        tokens = [link["token"] for link in world.items("link")]
        notices = {notice["id"] for notice in world.items("notice")}
        texts = Counter(
            text
            for text, item in zip(said, told, strict=True)
            if any(token in text for token in tokens) or notices & tags_of(item)
        )
        may = Counter(str(item["text"]) for item in of_channel if item["status"] in ("sent", "sending", "unknown"))
        must = Counter(str(item["text"]) for item in of_channel if item["status"] == "sent")
        assert must <= texts <= may, f"{channel}: {texts} of {may}"
