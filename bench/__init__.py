"""What the product costs: time, calls, units and money, measured or computed. Never deployed; nothing imports it."""
