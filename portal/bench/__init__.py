"""`make bench`: what the portal's pages cost beside a bare Django view on the same server."""
