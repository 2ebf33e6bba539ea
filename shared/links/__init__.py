"""Payment links: pages of ours on which a buyer pays one order."""
