"""The acts of this room. Each checks its permission at its door and runs in one transaction.

What cannot be done is a ValidationError with words for the person who tried; what is not theirs to do is
PermissionDenied.
"""
