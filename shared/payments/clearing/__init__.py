"""From paid to completed: orders are completed once the money that paid them is available."""
