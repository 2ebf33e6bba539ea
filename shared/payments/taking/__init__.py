"""From what a shop delivered to an order: once it is durable, one after the other, and the newest word counts."""
