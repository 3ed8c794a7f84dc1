"""The models of what people outside open: pages by signed links, documents and
registers, and how all of it looks.
"""
