"""Workers die in the middle of batches: the relay of the stream, the debits, the webhooks, intake itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bench.drills.drill import Scene
from bench.drills.processes import keep_killing, process_of
from bench.load.books import Verdict

_ORDERS: Final = 120
_LINKS: Final = 10
_VICTIMS: Final = ("relay_events", "auto_debit", "process_webhook", "order_intake", "stripe_webhook")
_TIMES: Final = 12
_PAUSE: Final = 0.7


def killed_workers(scene: Scene) -> Verdict:
    """Orders by credits and by links, while the workers that move them are killed again and again."""
    shop, emulator = scene.shop(), process_of(scene.state, "emulator")
    links = [scene.place(shop, collect="link") for _ in range(_LINKS)]
    checkouts = [shop.press_pay(order["payment_link"]) for order in links]
    with ThreadPoolExecutor(6) as pool:
        killing = pool.submit(keep_killing, emulator, _VICTIMS, _TIMES, _PAUSE)
        paying = [pool.submit(shop.stripe.pay, url) for url in checkouts]
        placed = list(pool.map(lambda _: scene.place(shop), range(_ORDERS)))
        for each in paying:
            each.result()
        scene.set(workers_killed=killing.result())
    verdict = scene.end(order["id"] for order in (*placed, *links))
    if not scene.figures["workers killed"]:
        verdict.faults.append("no worker was killed: the drill shows nothing")
    return verdict
