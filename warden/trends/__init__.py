"""What is changing: questions to a store's counts, answered as series with their gaps, for page, API and command line."""
