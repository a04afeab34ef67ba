"""Ground floor: what every room stands on. Owns no feature."""
