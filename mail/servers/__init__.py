"""The ways to mail servers, what they answer, and what DNS says of a domain."""
