"""The only readers of the room; whoever gets an offer or an order from here may see it."""
