"""Timings of the hot paths, kept out of the tests."""
