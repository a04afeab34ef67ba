"""Password and access: what lets somebody in, from where, and on which devices he is."""
