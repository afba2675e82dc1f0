"""Where things are in a submission: sections, paragraphs, units, citations, references."""
