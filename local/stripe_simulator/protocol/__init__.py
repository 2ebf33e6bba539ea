"""How the API speaks: form encoding, parameter shapes, idempotency keys, expansion, paging."""
