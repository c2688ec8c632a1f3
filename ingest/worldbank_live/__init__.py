"""What the live providers of the World Bank share: the counters of its pages and the messages in place of data."""
