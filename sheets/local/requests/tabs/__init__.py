"""Requests about whole tabs, and about what they hold beside their cells."""
