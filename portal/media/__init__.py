"""Image, document and private file models, and the checks on what is uploaded."""
