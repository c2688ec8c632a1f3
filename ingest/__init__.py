"""Read what publishers publish, keep it with its origin, and load it again."""
