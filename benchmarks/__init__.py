"""How fast it is on a given machine: run by hand, kept out of the tests, whose outcome must not hang on the load."""

import os

# pip compiles what it installs; a checkout that may keep no bytecode compiles our modules at each start, and no others.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
