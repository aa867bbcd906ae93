"""Rows of what was said in public; see ``models``. The door is ``publication.write.publish_row``."""
