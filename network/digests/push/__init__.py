"""Telling browsers at once, where somebody asked theirs to: off and invisible while there are no keys.

Source: RFC 8030 (web push), RFC 8291 (encryption), RFC 8292 (VAPID)
"""
