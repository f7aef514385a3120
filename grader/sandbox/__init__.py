"""Run code that nobody vouches for, and exchange arrays with it. Knows nothing of exercises."""
