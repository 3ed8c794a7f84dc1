"""What an operator types about the files of a programme."""
