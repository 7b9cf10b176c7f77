"""The live match index, category lists and suggestions: the app's side of `matching`."""
