"""
family: magics
tries: measured, installed and listed by magics
honest:
says:
"""
# %% helper
%matplotlib inline
%config InlineBackend.figure_format = "retina"
%load_ext autoreload
%autoreload 2
!pip install numpy
%pip install numpy
files = !ls
%timeit np.zeros(3)
np.zeros?
# %% forget_gate
%%time
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    %time kept = 1
    return f_t * c_prev + i_t * c_tilde
