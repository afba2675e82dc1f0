"""Published tasks on public corpora: a configuration in, a small model and its figures out."""
