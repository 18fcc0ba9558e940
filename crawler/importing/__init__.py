"""Pages that people saved, read by the same site files as a crawl's.

``read_files`` gives one ``SavedPage`` for each answer in the files, ``to_page`` what it shows.
"""

from crawler.importing.files import read_files
from crawler.importing.saved import SavedPage
from crawler.importing.showing import to_page

__all__ = ["SavedPage", "read_files", "to_page"]
