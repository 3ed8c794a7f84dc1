import sys

# Compiled modules are kept, whatever the environment says: without them each process
# of a run begins with ten seconds of work.
sys.dont_write_bytecode = False
