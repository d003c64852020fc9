"""What a browser finds: a portal of its own, with a little of everything, read and used as people do."""
