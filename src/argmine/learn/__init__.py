"""Models over strings and arrays; nothing here knows spaCy, and only `finetune` knows torch."""
