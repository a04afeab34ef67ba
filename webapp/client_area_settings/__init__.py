"""Client area settings: after which sign-ins somebody is mailed."""
