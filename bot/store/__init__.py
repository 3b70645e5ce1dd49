"""What is kept: settings of people, sealed and looked up by keyed code."""
