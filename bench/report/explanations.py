"""What the document says of its figures."""

from typing import Final

NOT_HERE: Final = """\
Held by tests and not looked at here: a crash after any call of any handler, then a retry, leaves no duplicate and
nothing stuck (`tests/functional/handlers/test_crash_then_retry.py`); seeded bugs are all caught (`tests/simulation`).
"""

COUNTS: Final = """\
Counted, not timed: one warm invocation each of real handlers, in request units as DynamoDB documents them. Tests hold
every row (`bench/counts.json`); log bytes are in steps of 50. [Costs](costs.md) prices them."""

DATES: Final = """\
Init of `order_intake`, milliseconds, whole, in turn: as packaged (every file dated 1980), and the same package dated
when it was unpacked, our own code in it compiled anew as Python does by itself, to be held against dates."""

WALLET: Final = """\
Orders paid from one wallet by the product's own debit (`debit_orders`: one read, one transaction) on the emulator:
{orders} orders by one call against as many by one call each, in turn; the same code, items and emulator. The emulator
works on each item of a transaction in Python, and that is nearly all of the time: its own ratio is what the first could
be if everything of ours were free. A slower client makes the first ratio larger (with botocore behind the table it was
6.9), because one by one pays for it {orders} times; so ours has a budget of its own. [Hot keys](hot-keys.md) holds both
against DynamoDB's limits."""

LATENCY: Final = """\
On the deployed local stack (all of it on this machine): from sending `POST /v1/orders` until `order.released` is in the
production system's queue, paid from credits; milliseconds. A burst comes from eight callers at once. The emulator polls
its streams and queues by its own clock, so these figures compare with themselves over time, not with AWS."""

SIMULATION: Final = """\
One history is some 14 steps and the days until nothing is due any more: about 30 invocations of real handlers and 29
changes of items, with every rule checked after each commit and each step. No function takes more than a twentieth of
it; half is the product itself, so that stand-ins which cost nothing would no more than double the pace. CPU time of one
core, on the Python that `make setup` found. How that was built matters: 3.11 with profile-guided optimization, as
Debian builds it, plays a seventh more. What else the machine does matters most: beside others on two shared cores, the
same code plays from 55 to 117 a second."""

HOW: Final = """\
- Every figure of a function comes from processes that are started as Lambda starts them: `python -m awslambdaric` with
  the function's handler, a clean environment, the function's package unpacked with every file dated 1980, and a runtime
  API on loopback that hands out one event after the other.
- Each function is measured in turn with its **bare twin** and with an empty function, A B C C B A. The twin makes the
  same calls with the same parameters through bare `boto3` clients that it makes at import (Stripe's through the bare
  `stripe` SDK's `raw_request`), has the answer at hand and does nothing else. It is generated from what the function is
  seen to call. It is installed the ordinary way: whole packages, compiled when installed, dated when written.
- AWS and Stripe are loopback servers that answer from the recording, in the bench's own process: their CPU is nobody's.
- **Ratios are net**: what the empty function costs (interpreter and runtime client) is taken off both sides. The
  figures in milliseconds are whole. Init is wall clock from the start of the process to its first request for an event;
  "with first request" adds the first invocation, in which what import leaves out is done: clients, secrets.
- CPU of a request is the process's own CPU clock between two requests for events, the runtime client's loop included,
  as median of blocks of warm invocations. A ratio is the median of the rounds' (or blocks') ratios, each of things that
  ran one after the other; in brackets are their quartiles.
- A batch of the stream, of the debit queue and of the timelines has ten orders; other cases are one thing each.
- Not in these figures: cold disks and the download of a package, TLS, the network, and the platform's own log lines.
"""
