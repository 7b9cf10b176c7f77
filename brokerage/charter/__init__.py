"""The charter: pledges by theme, who signed which, and what came of them."""
