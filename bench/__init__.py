"""Measures this application beside two reference applications: `make bench`."""
