import os

# Keras reads this when it is imported: its NumPy backend needs neither TensorFlow nor a GPU.
os.environ["KERAS_BACKEND"] = "numpy"
