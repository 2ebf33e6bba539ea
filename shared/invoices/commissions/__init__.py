"""What the operator earns of paid orders: accrued as they are paid, taken back as money goes back, billed monthly."""
