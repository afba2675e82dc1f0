"""`ArgumentDocument`s to files and screens: one module an output."""
