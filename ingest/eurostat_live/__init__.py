"""What Eurostat's live interfaces answer: put-off and refused questions, SDMX-CSV of Comext, JSON-stat."""
