"""Judge the answers to the course's exercises."""
