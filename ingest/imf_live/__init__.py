"""The parts of the live IMF provider: structures and availability, data messages, and what is asked."""
