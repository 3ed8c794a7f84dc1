"""What runs on this journal: leases, steps of the worker, and the installation
itself.
"""
