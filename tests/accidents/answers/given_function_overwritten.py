"""
family: names
tries: gives the name of the given sigmoid to a number, further down
honest: forget_gate=0, input_gate_and_candidate=0, output_gate_and_hidden_state=0, lstm_step=0, lstm_sequence=0, lstm_step_backward=0, lstm_backward=0
says: forget_gate=raised, input_gate_and_candidate=raised, output_gate_and_hidden_state=raised, lstm_step=raised, lstm_sequence=raised, lstm_step_backward=raised, lstm_backward=raised
"""
# %% end
sigmoid = 0.5
