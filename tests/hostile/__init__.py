"""Submissions that try to earn marks they do not deserve, each a file that says what it tries."""
