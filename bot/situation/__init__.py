"""What is known of the present: notices that expire."""
