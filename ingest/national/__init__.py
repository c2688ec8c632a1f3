"""Trade by partner from national statistical offices: a module per country, each with its own layout."""
