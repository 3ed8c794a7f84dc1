"""Who is meant by a path such as `town.contact`, and who of the team answers."""
