"""Counting how often articles are opened, without cookies and without a word of who opens them.

`reads` says what is a read, `middleware` counts it in Redis, `moving` adds what was counted to the daily totals.
"""
