"""Experiments that take longer than a page may: scripts, and the results that pages plot."""
