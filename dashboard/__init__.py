"""Pages, HTTP API, exports and the command line: what users see of a snapshot."""
