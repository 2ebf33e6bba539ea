"""The pages that a buyer sees: rendered here, in the buyer's language, every state told as it is."""
