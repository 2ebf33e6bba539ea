"""The PDF of a link: uploaded by the merchant, checked, kept by its digest, shown to the buyer (decision 27)."""
