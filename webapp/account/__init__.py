"""Account information: an overview made of panels that rooms register."""
