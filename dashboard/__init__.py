"""Pages, HTTP API, exports and the command line: what users see of a snapshot."""

import gc
import os

# Before NumPy is loaded: its matrices are small here, and threads that wait for each other cost more than they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What is computed is kept: looking for garbage after every 700 cells took a tenth of the time and found none.
gc.set_threshold(50_000)
