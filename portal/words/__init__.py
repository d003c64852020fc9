"""Shared vocabularies of the portal. Imports nothing of ours and holds no models."""
