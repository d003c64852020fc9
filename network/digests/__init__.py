"""What reaches people beside their desk: notices in the portal, letters at once, and digests by mail."""
