"""Reads of rotation: which briefs take turns, who has had theirs, and earlier suggestions."""
