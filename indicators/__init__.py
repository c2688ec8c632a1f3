"""Measures and indicators of dependency: frames in, results out."""
