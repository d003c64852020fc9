"""What the newsroom tells other rooms, inside the transaction of the act."""

from django.dispatch import Signal

articles_generated = Signal()
"""Articles were generated to measure with, as rows. `keys`"""
