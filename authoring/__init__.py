"""How a programme begins: from five answers, or from a sheet that is there; what
editors and people need to go on with it.
"""
