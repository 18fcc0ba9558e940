"""Every Scrapy setting we override; what it would be otherwise stands beside it."""

from __future__ import annotations

from warden import __version__

BOT_NAME = "warden"
SPIDER_LOADER_CLASS = "crawler.loader.SiteLoader"

# -- who we are ------------------------------------------------------------------------------
USER_AGENT = f"Warden/{__version__}"  # the contact is added when a crawl starts
ROBOTSTXT_USER_AGENT = "Warden"

# -- law and politeness ----------------------------------------------------------------------
ROBOTSTXT_OBEY = True  # default False
COOKIES_ENABLED = False  # default True; a site file may ask for them
DOWNLOAD_DELAY = 0  # ours is kept per lane, over all processes (crawler.lanes)
CONCURRENT_ITEMS = 1  # default 100, a task each for every answer; ours brings one item, the page
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8; a lane lets one through anyway
REDIRECT_MAX_TIMES = 5  # default 20
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # leaks under concurrency
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard does more
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,  # ours are in the ledger
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # keys go by AuthMiddleware
    "crawler.middlewares.guard.GuardMiddleware": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.auth.AuthMiddleware": 320,
    "crawler.middlewares.pace.PaceMiddleware": 950,
}

# -- bounds ----------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # default 1 GiB
DOWNLOAD_WARNSIZE = 0  # default 32 MiB, more than we take
DOWNLOAD_TIMEOUT = 60  # default 180
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
REACTOR_THREADPOOL_MAXSIZE = 4  # default 10; only names are looked up there

# -- what reaches our callbacks --------------------------------------------------------------
HTTPERROR_ALLOW_ALL = True  # default False; every answer ends in an outcome
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # would drop work without a word
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
}
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True: looks at our one callback's source for every answer
REFERER_ENABLED = False  # default True
METAREFRESH_ENABLED = False  # default True; a page that only refreshes is read as what it is

# -- doors that stay shut --------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False  # default True
REMOTE_CONTROL_ENABLED = False  # default True: a local server that runs Python

# -- what becomes of a page ------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.normalise.stage.NormalisePipeline": 200,
    "pipelines.deduplicate.DeduplicatePipeline": 300,
    "pipelines.match.MatchPipeline": 400,
    "pipelines.store.StorePipeline": 600,
}
FEED_EXPORTERS_BASE = {  # a page unfolds to its listings; other formats are refused
    "jsonl": "crawler.feeds.ListingLines",
    "jsonlines": "crawler.feeds.ListingLines",
    "jl": "crawler.feeds.ListingLines",
    "csv": "crawler.feeds.ListingTable",
}
FEED_EXPORT_ENCODING = "utf-8"

# -- noise -----------------------------------------------------------------------------------
LOG_LEVEL = "WARNING"  # default DEBUG; progress has a line of its own
STATS_DUMP = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"  # ours are in the ledger; counting twice is dear
LOGSTATS_INTERVAL = 0
