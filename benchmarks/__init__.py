"""What is measured against what: one program each, and the figures of the last run."""
