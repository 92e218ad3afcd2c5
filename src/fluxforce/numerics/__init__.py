"""Small numerical tools without any physics in them; every floor may use them."""
