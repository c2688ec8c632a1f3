"""Pages, HTTP API, exports and the command line: what users see of a snapshot."""

import os

# Before NumPy is loaded: its matrices are small here, and threads that wait for each other cost more than they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
