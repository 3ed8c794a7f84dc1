"""The parts of the attack, each run by itself."""
