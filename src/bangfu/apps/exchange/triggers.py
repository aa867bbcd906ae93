"""What the database itself refuses: a word taken out of somebody's mouth."""

from bangfu.apps.exchange.triggers_declines import DECLINES

TRIGGERS = (*DECLINES,)
