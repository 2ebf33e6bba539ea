"""Who reads what each shop system sends."""

from collections.abc import Mapping
from typing import Final

from shared.shops.mapping import shopify, woocommerce
from shared.shops.mapping.port import Reader
from shared.shops.systems import ShopSystem

READERS: Final[Mapping[ShopSystem, Reader]] = {
    ShopSystem.SHOPIFY: shopify.read_order,
    ShopSystem.WOOCOMMERCE: woocommerce.read_order,
}
