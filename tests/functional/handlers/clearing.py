"""What tests of clearing have in common."""

from datetime import datetime

from local.stripe_simulator.accounts import Account
from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers import jobs
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def events(world: World, kind: str) -> list[Json]:
    """What the stream means to the bus of that kind."""
    images = [record["dynamodb"] for record in world.stream_records(0)]
    changes = [(from_wire(each.get("OldImage", {})) or None, from_wire(each["NewImage"])) for each in images]
    return [event.data for old, new in changes for event in events_of(old, new) if event.type == kind]


def told(world: World, kind: str = "order.completed") -> list[str]:
    """Orders of which the bus was told that."""
    return [event["order_id"] for event in events(world, kind)]


def state(shop: Shop, order: str) -> tuple[str, str]:
    """Its two states."""
    shown = shop.read(order)
    return shown["status"], shown["payment_status"]


def inside(world: World, account: str = "") -> Account:
    """What an account at the provider holds."""
    return world.stripe.simulator.world.account(account)


def unbook(world: World, account: str = "") -> Json:
    """The provider has taken the money, and will book it later; the line that it will have."""
    with world.stripe.server.lock:
        (charge,) = inside(world, account).charges.values()
        line = inside(world, account).balance_transactions.get(charge["balance_transaction"])
        charge["balance_transaction"] = None
    return dict(line or {})


def wait(world: World, **duration: float) -> None:
    """Time goes by, and everything that was told arrives."""
    world.pass_time(**duration)
    world.settle_down()


def until(world: World, moment: datetime) -> None:
    """The job runs every hour."""
    while world.clock.moment < moment:
        wait(world, seconds=min(3600, (moment - world.clock.moment).total_seconds() + 1))
        assert jobs.clear()[1] == {}
