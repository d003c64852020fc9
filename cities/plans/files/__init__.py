"""Plans as spreadsheets: written, and read back. A file that is exported and imported unchanged changes nothing."""
