"""An authority of certificates for a module, and one POST to a server behind TLS that is in order."""

from collections.abc import Sequence

import pytest

from shared.callbacks.posting.port import Answer
from tests.functional.callbacks.servers import (
    HOST,
    PATIENT,
    PUBLIC,
    URL,
    Authority,
    Behave,
    Call,
    Network,
    new_authority,
    over_tls,
    serving,
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def call(authority: Authority) -> Call:
    """One POST to a server of this behaviour, behind TLS that is in order."""

    def made(
        behave: Behave,
        *,
        url: str = URL,
        addresses: Sequence[str] = (PUBLIC,),
        seconds: float = PATIENT,
        body: bytes = b"{}",
    ) -> tuple[Answer, Network]:
        with serving(over_tls(authority.serving(HOST), behave)) as server:
            network = Network(server, {HOST: [addresses]})
            poster = network.poster(authority.trusting)
            return poster.post(url, {"webhook-id": "evt_1"}, body, seconds=seconds), network

    return made
