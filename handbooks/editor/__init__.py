"""What editors see and do at /editor/ beyond Wagtail itself: parts of the form, views, checks, the dashboard."""
