"""Views of action plans: found through `PlanReading` or `visible_to`, changed through the services."""
