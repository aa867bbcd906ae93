"""Pages of offers and orders."""
