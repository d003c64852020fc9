"""Pages of cities and their networks. Thin: they get through `visible_to`, call an act, and draw."""
