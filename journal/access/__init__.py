"""Who works here, is signed in, and did what."""
