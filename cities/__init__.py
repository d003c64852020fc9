"""Cities and what their networks do."""
