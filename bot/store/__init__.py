"""What is kept, all of it in one database: the mailbox, settings, counts; sealed, or looked up by keyed code."""
