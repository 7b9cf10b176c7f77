"""What is done for those who are not online, one file a journey."""
