"""The files of UNCTAD: goods trade and its concentration, and foreign direct investment."""
