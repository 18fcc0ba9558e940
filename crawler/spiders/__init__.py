"""The one spider; classes for each Site are made from it by crawler.loader."""
