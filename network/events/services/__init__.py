"""What changes about events: one function per act, in a transaction, allowed behind the lock."""
