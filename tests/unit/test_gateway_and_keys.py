"""Webhook signatures, Stripe's amounts, and API keys."""

from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.errors import MalformedRequest
from shared.merchants.model import ApiKey, hash_secret, mint_key_text, read_key_text
from shared.stripe_gateway.signature import sign, verify_signature
from tests.unit.strategies import ids

NOW = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)
STAMP = int(NOW.timestamp())


def passes(payload: bytes, header: str, *secrets: str) -> bool:
    """Whether the gate opens; anything but its own refusal fails the test."""
    try:
        verify_signature(payload, header, secrets, NOW)
    except MalformedRequest as refused:
        return refused.code != "invalid_signature"
    return True


@given(st.binary(), st.text(min_size=1), st.integers(-300, 300))
def test_a_fresh_signature_under_a_known_secret_passes(payload: bytes, secret: str, age: int) -> None:
    header = sign(payload, secret, STAMP + age)
    assert passes(payload, header, secret)
    assert passes(payload, header, "other", secret)
    assert not passes(payload, header, secret + "x")
    assert not passes(payload + b"x", header, secret)
    assert not passes(payload, header)


@given(st.integers(301, 10**11), st.sampled_from([1, -1]))
def test_a_stale_or_future_signature_is_refused(age: int, way: int) -> None:
    assume(STAMP + way * age >= 0)
    assert not passes(b"{}", sign(b"{}", "s", STAMP + way * age), "s")


@given(st.text() | st.from_regex(r"(t=\w*,?|v1=\w*,?|v0=,?| |=|,)*", fullmatch=True))
def test_no_garbage_in_the_header_passes_or_breaks_anything(header: str) -> None:
    assert not passes(b"{}", header, "s")


def test_several_signatures_in_one_header_need_one_good_one() -> None:
    good = sign(b"{}", "s", STAMP)
    assert passes(b"{}", f"{good},v1={'0' * 64}", "s")
    assert passes(b"{}", f"t={STAMP},v0=x,v1={'0' * 64},{good.split(',')[1]}", "s")
    assert not passes(b"{}", good.replace("v1=", "v0="), "s")
    assert not passes(b"{}", good.replace(f"t={STAMP}", f"t={STAMP + 1}"), "s")
    assert not passes(b"{}", good.split(",")[1], "s")


def test_an_empty_secret_opens_nothing() -> None:
    assert not passes(b"{}", sign(b"{}", "", STAMP), "")


@given(ids("key"))
def test_a_minted_key_reads_back_to_its_id_and_secret(key_id: str) -> None:
    text, secret = mint_key_text(key_id)
    assert text.startswith("opay_")
    assert read_key_text(text) == (key_id, secret)
    assert mint_key_text(key_id)[0] != text


@given(ids("key"), st.data())
def test_a_key_with_any_character_changed_is_not_worth_a_read(key_id: str, data: st.DataObject) -> None:
    text, _ = mint_key_text(key_id)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != text[place]))
    assert read_key_text(text[:place] + other + text[place + 1 :]) is None
    assert read_key_text(text[:-1]) is None


@given(st.text() | st.text().map(lambda text: f"opay_{text}_"))
def test_text_that_no_mint_made_is_no_key(text: str) -> None:
    assert read_key_text(text) is None


def test_a_key_opens_with_its_own_secret_until_it_is_revoked() -> None:
    key = ApiKey(id="key_1", merchant_id="mer_1", secret_hash=hash_secret("secret"), created_at=NOW)
    revoked = ApiKey(id="key_1", merchant_id="mer_1", secret_hash=hash_secret("secret"), created_at=NOW, revoked_at=NOW)
    assert key.opens_with("secret")
    assert not key.opens_with("Secret")
    assert not revoked.opens_with("secret")
    assert key.secret_hash not in key.public().values()
