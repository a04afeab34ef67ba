"""What the section refuses, one subject a module."""
