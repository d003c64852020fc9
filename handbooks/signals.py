"""What the handbooks announce, inside the transaction of the act."""

from django.dispatch import Signal

starter_loaded = Signal()
"""The starter content was loaded: `ledger` is the `handbooks.starter.ledger.Ledger` of the load."""
