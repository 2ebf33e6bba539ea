"""From what a shop system sends to an order as it stands in the shop. Pure; the tables are in docs/shops.md."""
