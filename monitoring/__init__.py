"""How an installation stands, for those who look after it: signs of life, figures for a
monitor, and who is told when the worker is gone.
"""
