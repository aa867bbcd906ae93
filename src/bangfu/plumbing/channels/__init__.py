"""Channels that carry messages; see README.md. A caller names a channel; nobody imports one directly."""

from bangfu.plumbing.channels.shape import Channel, Letter, Outcome, all_channels, channel_named, channels_in_use

__all__ = ["Channel", "Letter", "Outcome", "all_channels", "channel_named", "channels_in_use"]
