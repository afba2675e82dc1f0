"""Many files by worker processes, with a manifest from which a stopped run goes on."""
