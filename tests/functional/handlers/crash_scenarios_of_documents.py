"""Use cases around documents to interrupt; see `crash_scenarios`."""

from collections.abc import Callable

from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import checked, document, promised, upload
from tests.support import pdfs
from tests.support.aws import objects


def keeping_a_document(shop: Shop) -> Scenario:
    link = promised(shop)
    event = upload(link["document"]["upload"], pdfs.invoice())

    def check() -> None:
        assert document(shop, link)["status"] == "accepted"
        assert list(objects().values()) == [pdfs.invoice()]
        assert shop.download(link).status == 303

    return Scenario(lambda: checked(event), check)


def trying_a_document_again(shop: Shop) -> Scenario:
    """The refusal, the next form and what comes under it; the queue tells again what was told."""
    link = promised(shop)
    events = [upload(link["document"]["upload"], b"no")]

    def run() -> None:
        for event in events:
            checked(event)
        answer = shop.new_form(link["id"])
        if answer.status == 409:
            assert answer.json["code"] == "document_accepted"
            return
        events.append(upload(answer.json["document"]["upload"], pdfs.invoice()))
        checked(events[-1])

    def check() -> None:
        assert document(shop, link)["status"] == "accepted"
        assert list(objects().values()) == [pdfs.invoice()]

    return Scenario(run, check)


DOCUMENT_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (keeping_a_document, trying_a_document_again)
