"""A file a type, or a few closely related ones. Each names its own in `TYPES`."""
