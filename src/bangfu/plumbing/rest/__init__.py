"""The shell of the REST interface: tokens with scopes, keyed posts, problem+json, cursor paging, OpenAPI 3.1.

Each room brings a ninja ``Router`` in its ``routes.py``; ``config/api.py`` lists them. A read that the public may do on a page
it may do here without a token; everything else needs one. A token never lets anybody do more than the person behind it.
"""
