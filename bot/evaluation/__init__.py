"""How good the answers are: labelled questions, what was answered to each, and what follows from it."""
