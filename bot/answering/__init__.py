"""The answering pipeline: triage, search, decide, compose. Pure: nothing is sent or stored."""
