"""What a run says in the words of its field: fields against time and place, the budget, scales."""
