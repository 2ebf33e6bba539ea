"""AWS services that speak JSON over HTTPS, called without an SDK: sign, send, repeat, read (decision 0024)."""
