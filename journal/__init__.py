"""What has been accepted and must not be lost: the database."""
