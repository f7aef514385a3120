"""Submissions in which something went wrong by accident, each a file that says what and why."""
