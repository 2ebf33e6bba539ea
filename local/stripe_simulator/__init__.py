"""A stateful simulator of Stripe for local runs and tests; README.md describes it. Never deployed."""

from local.stripe_simulator.server import Running, Server, serve
from local.stripe_simulator.settings import Settings
from local.stripe_simulator.simulator import Posting, Simulator
from local.stripe_simulator.wire import Request, Response

__all__ = ["Posting", "Request", "Response", "Running", "Server", "Settings", "Simulator", "serve"]
