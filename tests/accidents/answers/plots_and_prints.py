"""
family: output
tries: drew figures and printed a lot
honest:
says:
"""
# %% helper
%matplotlib inline
import matplotlib.pyplot as plt

a = np.linspace(-5, 5)
plt.plot(a, sigmoid(a), label="$\\sigma$")
plt.legend()
plt.show()
for step in range(2000):
    print("step", step, end="\r")
display(plt.gcf())
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    print("f_t", f_t)
    figure, axes = plt.subplots()
    axes.imshow(f_t)
    plt.close(figure)
    return f_t * c_prev + i_t * c_tilde
