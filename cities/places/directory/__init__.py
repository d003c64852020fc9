"""The member directory: `lines` keeps what people are found by, `asking` reads the address, `reading` draws."""
