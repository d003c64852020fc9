"""The starter content: YAML copies in `content/`, and the loader that `manage.py load_starter_content` runs."""
