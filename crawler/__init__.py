"""WHERE WE LOOK: site files, the crawl that obeys them, import of saved pages, the page archive."""
