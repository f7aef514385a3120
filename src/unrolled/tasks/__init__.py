"""Tasks that a recurrent network can be trained on: each module draws one kind of example."""
