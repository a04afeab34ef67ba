"""Pages of the user settings, and those behind the links of their letters."""
