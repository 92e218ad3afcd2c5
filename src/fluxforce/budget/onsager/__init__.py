"""Onsager matrices: from measured coefficients, out of any model, between reservoirs; and how far they reach."""
