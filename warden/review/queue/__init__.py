"""WHAT IS TO BE LOOKED AT: the list of hits, a listing's card, the decision."""
