"""Places: cities and the organisations in them."""
