"""One module per source: bytes in, observations out. No module here opens a file or a socket."""
