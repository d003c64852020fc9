"""The acts of this room: each in a transaction, with its permission asked behind the lock of the city."""
