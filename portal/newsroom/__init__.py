"""The newsroom: articles, the shared narrative, and what local and national media printed."""
