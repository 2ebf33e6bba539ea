"""What happens to orders in a shop, and in which order the shop comes to tell of it."""

from collections.abc import Callable, Mapping
from typing import Final

from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Storefront

Tale = Callable[[Storefront, Sale], Sale | None]
"""Plays, and says how the sale stands in the shop's books in the end; ``None``: it is in nobody's."""


def ordered(shop: Storefront, sale: Sale) -> Sale:
    """Somebody orders."""
    shop.announce(sale, "created")
    return sale


def ordered_and_told_again(shop: Storefront, sale: Sale) -> Sale:
    """The first answer is lost, and so is the second."""
    told = shop.announcement(sale, "created")
    for _ in range(3):
        shop.send(told)
    return sale


def edited(shop: Storefront, sale: Sale) -> Sale:
    """One piece more, while nobody has paid."""
    after = ordered(shop, sale).then(quantity=sale.quantity + 1)
    shop.announce(after, "updated")
    return after


def overtaken(shop: Storefront, sale: Sale) -> Sale:
    """Edited at once, and the news of that arrives before the order itself."""
    after = sale.then(quantity=sale.quantity + 1)
    shop.announce(after, "updated")
    shop.announce(sale, "created")
    return after


def cancelled(shop: Storefront, sale: Sale) -> Sale:
    """The buyer changes their mind."""
    after = ordered(shop, sale).then(state="cancelled")
    shop.announce(after, "cancelled")
    return after


def paid_in_the_shop(shop: Storefront, sale: Sale) -> Sale:
    """Paid by the shop's own means, and told twice, as two topics."""
    after = sale.then(state="paid")
    shop.announce(after, "created")
    shop.announce(after, "paid")
    return after


def paid_later(shop: Storefront, sale: Sale) -> Sale:
    """First it waits, then the buyer brings the money into the shop."""
    after = ordered(shop, sale).then(state="paid")
    shop.announce(after, "paid")
    return after


def tested(shop: Storefront, sale: Sale) -> None:
    """The shop's people try it out."""
    shop.announce(sale.then(test=True), "created")


def forged(shop: Storefront, sale: Sale) -> None:
    """Somebody else sends an order in the shop's name, and guesses its secret."""
    shop.send(shop.announcement(sale, "created", secret="a guess"))  # noqa: S106


def pinged(shop: Storefront, sale: Sale) -> None:
    """The webhook is saved once more; the sale has nothing to do with it."""
    del sale
    shop.ping()


TALES: Final[Mapping[str, Tale]] = {
    tale.__name__: tale
    for tale in (
        ordered,
        ordered_and_told_again,
        edited,
        overtaken,
        cancelled,
        paid_in_the_shop,
        paid_later,
        tested,
        forged,
        pinged,
    )
}
