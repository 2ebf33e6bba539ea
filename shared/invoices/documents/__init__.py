"""The invoice as a PDF, drawn anew each time from what never changes once it is sent."""
