"""Laws and models are checked before they are believed: fourteen questions to any System, each with a typed answer."""
