"""What is to be crawled, before anything is sent: selections, their cost, settings people change in the console."""
