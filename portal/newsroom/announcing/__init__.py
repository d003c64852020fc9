"""Announcing articles outside the portal, on each channel once. `ledger` says what may be sent, `sending` sends it."""
