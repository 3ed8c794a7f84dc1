"""Forms: how fast they are accepted."""
