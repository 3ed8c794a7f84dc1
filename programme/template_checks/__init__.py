"""What is wrong in the text of a mail before anybody reads it."""
