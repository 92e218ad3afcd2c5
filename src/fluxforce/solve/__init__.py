"""Everything that calls ``evaluate`` again and again."""
