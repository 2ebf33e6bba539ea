"""Send the orders as integrations do: several at a time, lines of one order one after the other."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from local.demo.orders_file import OrderLine
from local.demo.shops import Shop

PARALLEL = 4


@dataclass(frozen=True)
class Receipt:
    """How the API answered one line; `order_id` is set for what it took."""

    line: OrderLine
    status: int
    order_id: str | None
    problem: str | None


def send_orders(shops: Mapping[str, Shop], orders: Sequence[OrderLine], on_step: Callable[[], None]) -> list[Receipt]:
    """Send every line; return the answers in the order of the file."""
    chains: dict[tuple[str, str, str], list[OrderLine]] = defaultdict(list)
    for order in orders:
        chains[order.natural_key].append(order)

    def play(chain: list[OrderLine]) -> list[Receipt]:
        receipts = []
        for line in chain:
            receipts.append(_send(shops[line.merchant], line))
            on_step()
        return receipts

    with ThreadPoolExecutor(PARALLEL) as pool:
        played = [receipt for receipts in pool.map(play, chains.values()) for receipt in receipts]
    return sorted(played, key=lambda receipt: receipt.line.number)


def _send(shop: Shop, line: OrderLine) -> Receipt:
    answer = shop.api.send("POST", "/v1/orders", body=line.body)
    if answer.status in {200, 201}:
        return Receipt(line, answer.status, answer.body["id"], None)
    return Receipt(line, answer.status, None, answer.problem)
