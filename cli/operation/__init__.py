"""What an operator types to run an installation and to see how it is."""
