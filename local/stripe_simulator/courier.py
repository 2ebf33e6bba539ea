"""Carries deliveries over real HTTP in background threads, and lets the simulator's time pass."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from local.stripe_simulator.simulator import Posting, Simulator

PAUSE = 0.05
LONGEST_FLUSH = 30.0


def post(posting: Posting, timeout: float) -> int | None:
    """Makes one attempt; its HTTP status, or None when nothing answered within `timeout` seconds."""
    target = urlsplit(posting.url)
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(target.hostname or "", target.port, timeout=timeout)
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        connection.request("POST", path, posting.body, posting.headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Courier:
    """Looks for due deliveries and sends each on one of `workers` threads; `lock` guards the simulator."""

    def __init__(self, simulator: Simulator, lock: threading.Lock, workers: int = 4) -> None:
        self._simulator = simulator
        self._lock = lock
        self._stopped = threading.Event()
        self._wake = threading.Event()
        self._workers = workers
        self._senders = ThreadPoolExecutor(workers, thread_name_prefix="stripe-delivery")
        self._sending = threading.BoundedSemaphore(workers)
        self._thread = threading.Thread(target=self._run, name="stripe-courier", daemon=True)

    def start(self) -> None:
        """Begins to carry."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the attempts under way."""
        self._stopped.set()
        self._wake.set()
        self._thread.join()
        self._senders.shutdown(wait=True, cancel_futures=True)

    def wake(self) -> None:
        """Something may be due now."""
        self._wake.set()

    def flush(self, longest: float = LONGEST_FLUSH) -> bool:
        """Waits until nothing is due or being sent, at most `longest` seconds; whether it came to that."""
        until = time.monotonic() + longest
        self.wake()
        while time.monotonic() < until:
            with self._lock:
                world = self._simulator.world
                if not world.deliveries.busy(world.precise_time()):
                    return True
            time.sleep(0.01)
        return False

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.wait(PAUSE)
            self._wake.clear()
            with self._lock:
                self._simulator.tick()
                postings = self._simulator.take_postings()
            if postings:
                self._wake.set()
            for posting in postings:
                self._sending.acquire()
                self._senders.submit(self._send, posting)

    def _send(self, posting: Posting) -> None:
        try:
            status = post(posting, self._simulator.world.settings.webhook_timeout)
            with self._lock:
                self._simulator.report(posting, status)
        finally:
            self._sending.release()
