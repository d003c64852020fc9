"""The starter content, and the loader that `manage.py load_starter_content` runs.

`content/` holds it as YAML, described in `content/README.md`. Each module here loads one family of kinds.
"""
