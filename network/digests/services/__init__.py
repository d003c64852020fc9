"""One function for each act on a digest: plan, claim, send, settle, sweep."""
