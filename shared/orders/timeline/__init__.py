"""An order's timeline: what happened to it, kept and hash-chained."""
