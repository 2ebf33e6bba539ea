"""Shopify's and WooCommerce's side as their documentation tells it: shops that announce their orders by webhooks.

It shares no code with who listens, and knows of it an address and a secret (an import contract keeps that).
"""
