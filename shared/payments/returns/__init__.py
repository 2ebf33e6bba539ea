"""Money that goes back: cancelling, refunds, disputes, surplus."""
