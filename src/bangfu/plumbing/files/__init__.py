"""Uploaded files: type by content, pictures re-encoded, no byte served without a permission check.

The original of a picture is never kept: what is stored is what was drawn again from its pixels, so no place, camera or
hidden tail survives. Every byte leaves through ``views.download``, which asks the room that owns the file.
"""
