"""What sessions decide on cases, and who may open the dossiers of these."""
