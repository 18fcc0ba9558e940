"""The console: expert review in a browser. A Django project on either store; accounts lie in ``<data>/console.db``."""
