"""The models of the files of a programme, one module a file."""
