"""The use cases: takes and returns values, knows no channel."""
