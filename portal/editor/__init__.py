"""What the rooms share of their pages at /editor/, beside what Wagtail gives."""
