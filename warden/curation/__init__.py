"""The curator's bench: what a term would catch, what each has earned, which words are missing. Only reads the store."""
