"""How fast it is on a given machine: run by hand, kept out of the tests, whose outcome must not hang on the load."""
