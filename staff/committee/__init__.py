"""The committee: dossiers of cases, and the sessions that decide on them."""
