import os

# Keras and JAX read these when they are imported. JAX gives Keras gradients; with float64 they
# can be compared to many digits.
os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["JAX_ENABLE_X64"] = "1"
