"""Pages of the section *Password and access*, one subject a module."""
