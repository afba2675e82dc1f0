"""The command line: options only; each command calls one library function."""
