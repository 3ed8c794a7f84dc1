"""Messages on the staff pages: those that wait for somebody, one as it reads,
and what has changed in it.
"""
