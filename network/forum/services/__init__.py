"""What changes in the forum: one function per act, in a transaction, allowed behind the lock."""
