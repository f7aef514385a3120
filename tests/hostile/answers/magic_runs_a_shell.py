"""
family: IPython transformers
tries: to run a program of the system by magics
honest: forget_gate=0
says: forget_gate=raised
"""
# %% forget_gate
%%bash
cat /etc/passwd
# %% helper
files = !cat /etc/passwd
!rm -rf /
%run /etc/passwd
%load_ext autoreload
get_ipython().system("id")
