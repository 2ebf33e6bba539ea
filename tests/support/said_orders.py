"""What a shop may say of one order, in the order in which it says it, for generated examples."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from shared.clock import rfc3339
from shared.shops.mapping.port import ShopState

START = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Word:
    """One state of an order, as the shop says it; ``amount`` in minor units, of what is due or was paid."""

    state: ShopState
    amount: int
    at: datetime

    @property
    def moment(self) -> str:
        """As it is kept."""
        return rfc3339(self.at)


@st.composite
def histories(draw: st.DrawFn) -> list[Word]:
    """Unpaid at changing amounts and reserved now and then, perhaps paid at last, perhaps cancelled; never back.

    A history does not end while the shop reserves: how that order stands is not decided then.
    """
    open_ones = st.tuples(st.sampled_from([ShopState.UNPAID, ShopState.UNPAID, ShopState.RESERVED]), st.integers(1, 3))
    told = draw(st.lists(open_ones, max_size=4))
    if draw(st.booleans()):
        paid = draw(st.integers(1, 3))
        told += [(ShopState.PAID, paid)] * draw(st.integers(1, 2))
    if draw(st.booleans()) or not told or told[-1][0] is ShopState.RESERVED:
        told.append((ShopState.CANCELLED, 1))
    gaps = draw(st.lists(st.integers(1, 90), min_size=len(told), max_size=len(told)))
    words, at = [], START
    for (state, amount), gap in zip(told, gaps, strict=True):
        at += timedelta(seconds=gap)
        words.append(Word(state, amount * 1_000, at))
    return words


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[Word], list[Word]]:
    """A history, and how it arrives: each word at least once, any of them again, in any order."""
    words = draw(histories())
    again = draw(st.lists(st.sampled_from(words), max_size=4))
    return words, draw(st.permutations(words + again))
