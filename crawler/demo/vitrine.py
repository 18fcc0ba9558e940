"""The example marketplace that is drawn by script: its pages are empty until their script has run.

The script also does what such pages do: it calls an address that robots.txt disallows, and a counter on
another host. A crawl must send neither.
"""

from __future__ import annotations

import json

ROBOTS = "User-agent: *\nDisallow: /api/private\n"
COUNTER = "https://counter.example/seen.gif"
"""A host that exists nowhere; were it asked, the name could not be found."""
DRAWN_AFTER = 200
"""Milliseconds between the data and the rows."""

_COMMON = """
const put = (parent, tag, name, text) => {
  const made = document.createElement(tag); if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  parent.append(made); return made;
};
const price = (parent, card) => {
  const cost = put(parent, 'span', 'cost', `${card.price.currency} ${card.price.value.toFixed(2)}`);
  cost.dataset.amount = card.price.value; cost.dataset.currency = card.price.currency;
};
const picture = (parent, address) => { put(parent, 'img', 'photo').src = address; };
const later = draw => setTimeout(draw, @wait@);
fetch('/api/private/visitor').catch(() => 0);
new Image().src = @counter@;
fetch(@counter@ + '?at=' + Date.now(), {mode: 'no-cors'}).catch(() => 0);
const stage = document.getElementById('stage');
"""
_LIST = """
fetch('/api/cards' + location.search).then(answer => answer.json()).then(told => later(() => {
  for (const card of told.cards) {
    const tile = put(stage, 'article', 'tile'); tile.dataset.number = card.id;
    const link = put(tile, 'a'); link.href = card.link; put(link, 'h3', 'name', card.subject);
    price(tile, card); put(tile, 'span', 'town', card.city); put(tile, 'span', 'by', card.member.name);
    picture(tile, card.photos[0]);
  }
  if (!told.cards.length) put(stage, 'p', 'nothing-found', 'Nessun risultato');
  if (told.more) { const next = put(stage, 'a', 'next', '›'); next.href = told.more; }
}));
"""
_ITEM = """
fetch('/api/cards/' + location.pathname.split('/').pop()).then(answer => answer.json()).then(card => later(() => {
  if (card.status === 'sold') { put(stage, 'p', 'sold', 'Venduto'); return; }
  const piece = put(stage, 'section', 'piece'); piece.dataset.number = card.id;
  put(piece, 'h1', 'name', card.subject); price(piece, card); put(piece, 'span', 'town', card.city);
  put(piece, 'span', 'by', card.member.name); put(piece, 'div', 'text', card.text);
  card.photos.forEach(address => picture(piece, address));
}));
"""


def shell(item: bool) -> str:
    """A page as the server sends it: a stage and a script."""
    common = _COMMON.replace("@wait@", str(DRAWN_AFTER)).replace("@counter@", json.dumps(COUNTER))
    script = common + (_ITEM if item else _LIST)
    return (
        '<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Vitrine</title></head>'
        f'<body><main id="stage"></main><script>{script}</script></body></html>'
    )
