"""What is changing, as pages: charts with their numbers, what rises and falls, how long listings stay."""
