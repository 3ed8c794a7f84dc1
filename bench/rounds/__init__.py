"""The worker's rounds: looking, deciding, settling."""
