"""Every letter that the portal sends: one ledger, one sender, one local mailbox."""
