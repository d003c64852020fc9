"""Reaching a person by mail again, once letters to their address came back or they complained of one.

`trial` is what the person does themselves, `report` what administrators see at /editor/.
"""
