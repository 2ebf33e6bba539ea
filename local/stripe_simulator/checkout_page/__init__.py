"""The hosted pages: checkout, PayPal's page and the bank's authentication page."""
